package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A namespace, those who have rights in it, and the policies that a test puts over it. */
final class Tenancy implements AutoCloseable {

  static final ApiServer.Which SERVER = ApiServer.Which.SECOND;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubernetesClient client = ApiServer.connect(SERVER);
  private final String namespace;

  Tenancy(String prefix) {
    ApiServer.once(SERVER, "the chart's admission policies", () -> Admission.install(client));
    namespace = ApiServer.namespace(client, prefix);
    label(namespace, "\"policy-test\": \"%s\"".formatted(namespace));
    // The stock role `admin`, as a controller, which doesn't run here, would add it up.
    for (var part : List.of("admin", "edit", "view")) {
      succeed(
          bind("stock-" + part, "ClusterRole", "system:aggregate-to-" + part, user("stock-admin")));
    }
    succeed(
        administrator()
            .create(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/roles".formatted(namespace),
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: everything}
                rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
                """));
    succeed(bind("everything", "Role", "everything", user("everything")));
    // It has no rights to Steward's kinds; who serves models in a namespace has been given them.
    succeed(
        administrator()
            .create(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/roles".formatted(namespace),
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: serving}
                rules: [{apiGroups: [steward.dev], resources: ["*"], verbs: ["*"]}]
                """));
    succeed(bind("serving", "Role", "serving", user("stock-admin")));
    permit("operator", Admission.OPERATOR);
  }

  /** Gives somebody all rights in this namespace. */
  void permit(String binding, String user) {
    succeed(bind(binding, "Role", "everything", user));
  }

  private Caller.Answer bind(String name, String kind, String role, String user) {
    return administrator()
        .create(
            "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings".formatted(namespace),
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: %s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "%s"}]
            """
                .formatted(name, kind, role, user));
  }

  KubernetesClient client() {
    return client;
  }

  String namespace() {
    return namespace;
  }

  /**
   * The name of one who has rights in this namespace: {@code stock-admin} or {@code everything}.
   */
  String user(String who) {
    return who + "-of-" + namespace;
  }

  Caller administrator() {
    return new Caller(client, Optional.empty());
  }

  Caller as(String user) {
    return new Caller(client, Optional.of(user));
  }

  /** The holder of those rights. */
  Caller attacker(String who) {
    return as(user(who));
  }

  void label(String name, String labels) {
    succeed(
        administrator()
            .merge(
                "/api/v1/namespaces/" + name,
                "{\"metadata\":{\"labels\":{%s}}}".formatted(labels)));
  }

  /** A ClusterCompliancePolicy over this namespace, in force when this returns. */
  void govern(String name, String enforcement, String demands) {
    succeed(
        administrator()
            .create(
                "/apis/steward.dev/v1alpha1/clustercompliancepolicies",
                """
                apiVersion: steward.dev/v1alpha1
                kind: ClusterCompliancePolicy
                metadata: {name: "%s"}
                spec:
                  enforcement: %s
                  namespaceSelector: {matchLabels: {policy-test: "%s"}}
                %s
                """
                    .formatted(policy(name), enforcement, namespace, demands.indent(2))));
  }

  String policy(String name) {
    return name + "-" + namespace;
  }

  /** Waits for what a condition tells. */
  static void await(BooleanSupplier condition, String what) {
    var end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  static void succeed(Caller.Answer answer) {
    assertThat(answer.code()).as(answer.message()).isBetween(200, 299);
  }

  @Override
  public void close() {
    for (var policy :
        client
            .genericKubernetesResources("steward.dev/v1alpha1", "ClusterCompliancePolicy")
            .list()
            .getItems()) {
      var name = policy.getMetadata().getName();
      if (name.endsWith(namespace)) {
        var _ =
            administrator().delete("/apis/steward.dev/v1alpha1/clustercompliancepolicies/" + name);
      }
    }
    client.close();
  }
}
