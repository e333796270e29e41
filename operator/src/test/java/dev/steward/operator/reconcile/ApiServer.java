package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A real API server with Steward's definitions, and namespaces of a test's own. */
public final class ApiServer {

  /** The API servers of a run of the tests. */
  public enum Which {
    /** On which operators' calls are counted: no test makes a policy of the whole cluster there. */
    USUAL("STEWARD_TEST_KUBECONFIG"),
    /**
     * Where policies of the whole cluster are made, into whose status every operator writes. It has
     * the feature gate ImageVolume, which is off by itself in Kubernetes 1.34.
     */
    SECOND("STEWARD_TEST_SECOND_KUBECONFIG");

    private final String variable;

    Which(String variable) {
      this.variable = variable;
    }

    private Config config() {
      return Config.fromKubeconfig(kubeconfig().toFile());
    }

    /** The administrator's, in the folder of what the server keeps and logs. */
    public Path kubeconfig() {
      var path = System.getenv(variable);
      if (path == null) {
        throw new AssertionError(
            variable + " isn't set: run ./dev/test it, which starts two API servers");
      }
      return Path.of(path);
    }
  }

  private static final List<String> DEFINITIONS =
      List.of(
          "clustercompliancepolicies",
          "compliancepolicies",
          "inferencetasks",
          "modelservices",
          "servingconfigs");

  /**
   * What each server was given in this process. Once is enough: at every write, of the same too, a
   * server compiles all rules of a definition or a policy, which costs it seconds.
   */
  private static final Map<Given, Boolean> GIVEN = new ConcurrentHashMap<>();

  private record Given(Which server, String what) {}

  private ApiServer() {}

  /** Gives a server what all tests share, unless it has been given it; whoever comes waits. */
  public static void once(Which server, String what, Runnable giving) {
    var _ =
        GIVEN.computeIfAbsent(
            new Given(server, what),
            _ -> {
              giving.run();
              return true;
            });
  }

  /** The administrator's client. */
  public static KubernetesClient connect() {
    return connect(Which.USUAL);
  }

  /** The administrator's client of one of them. */
  public static KubernetesClient connect(Which which) {
    var client = new KubernetesClientBuilder().withConfig(which.config()).build();
    once(
        which,
        "Steward's definitions",
        () -> DEFINITIONS.forEach(plural -> define(client, plural)));
    return client;
  }

  /** The client of a user whom the administrator gives every right. */
  static KubernetesClient connectAs(Which which, String user) {
    var config = which.config();
    config.setImpersonateUsername(user);
    config.setImpersonateGroups("system:authenticated");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Gives a user every right in the whole cluster. */
  static void allowAll(KubernetesClient client, String user) {
    var _ =
        client
            .resource(
                new ClusterRoleBindingBuilder()
                    .withNewMetadata()
                    .withName("all-of-" + user.replace(':', '-'))
                    .endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                    .withSubjects(subject(user))
                    .build())
            .serverSideApply();
  }

  /** Gives a user every right in one namespace. */
  static void allowAll(KubernetesClient client, String namespace, String user) {
    var _ =
        client
            .resource(
                new RoleBindingBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName("all")
                    .endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                    .withSubjects(subject(user))
                    .build())
            .serverSideApply();
  }

  private static Subject subject(String user) {
    return new Subject("rbac.authorization.k8s.io", "User", user, null);
  }

  private static void define(KubernetesClient client, String plural) {
    var file = Path.of("../helm/steward/files/crds/" + plural + ".steward.dev-v1alpha1.yaml");
    try (var definition = Files.newInputStream(file)) {
      var _ = client.load(definition).forceConflicts().serverSideApply();
    } catch (IOException e) {
      throw new IllegalStateException("no definition " + file, e);
    }
    var _ =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(plural + ".steward.dev")
            .waitUntilCondition(
                definition ->
                    definition != null
                        && definition.getStatus() != null
                        && definition.getStatus().getConditions() != null
                        && definition.getStatus().getConditions().stream()
                            .anyMatch(condition ->
                                condition.getType().equals("Established")
                                    && condition.getStatus().equals("True")),
                30,
                TimeUnit.SECONDS);
  }

  /** A new namespace, and its name. */
  public static String namespace(KubernetesClient client, String prefix) {
    var name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    var _ =
        client
            .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
    return name;
  }
}
