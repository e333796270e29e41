package dev.steward.operator.policy;

import static dev.steward.operator.policy.GovernedNamespace.assertAllowed;
import static dev.steward.operator.policy.GovernedNamespace.assertDenied;
import static dev.steward.operator.policy.Manifests.OWNED;
import static dev.steward.operator.policy.Manifests.TOUCH;
import static dev.steward.operator.policy.Manifests.secret;
import static dev.steward.operator.policy.Manifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways out from under a policy. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the tests of each invocation
class EscapeIT {

  @Parameter Beside beside;
  private GovernedNamespace governed;

  @BeforeParameterizedClassInvocation
  void govern() {
    governed = new GovernedNamespace("escape", beside);
  }

  @AfterParameterizedClassInvocation
  void close() {
    governed.close();
  }

  @ByBothAttackers
  void a_namespace_doesnt_leave_by_relabelling(String who) {
    var path = "/api/v1/namespaces/" + governed.tenancy.namespace();
    var leave = "{\"metadata\":{\"labels\":{\"policy-test\":null}}}";
    assertDenied(who, governed.attacker(who).merge(path, leave), "namespace-labels");
    assertAllowed(governed.tenancy.administrator().merge(path + "?dryRun=All", leave));
  }

  @Test
  void labels_that_no_policy_reads_are_free() {
    assertAllowed(
        governed
            .attacker("everything")
            .merge(
                "/api/v1/namespaces/" + governed.tenancy.namespace(),
                "{\"metadata\":{\"labels\":{\"other\":\"label\"}}}"));
  }

  @ByBothAttackers
  void nobody_in_a_namespace_speaks_for_the_operator(String who) {
    for (var account :
        List.of(
            Admission.OPERATOR,
            Admission.GATEWAY,
            "system:serviceaccount:kube-system:replicaset-controller",
            "system:serviceaccount:kube-system:generic-garbage-collector")) {
      var parts = account.split(":", -1);
      assertThat(
              governed
                  .attacker(who)
                  .create(
                      "/api/v1/namespaces/%s/serviceaccounts/%s/token"
                          .formatted(parts[2], parts[3]),
                      "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {}}")
                  .code())
          .isEqualTo(403);
      assertThat(mayBecome(who, "serviceaccounts", "namespace: %s, ".formatted(parts[2]), parts[3]))
          .isFalse();
    }
    assertThat(mayBecome(who, "users", "", "system:kube-controller-manager")).isFalse();
  }

  private boolean mayBecome(String who, String resource, String where, String name) {
    var review =
        governed
            .attacker(who)
            .create(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: impersonate, resource: %s, %sname: '%s'}}}"
                    .formatted(resource, where, name));
    assertThat(review.code()).as(review.message()).isEqualTo(201);
    return review.body().contains("\"allowed\":true");
  }

  /** Both attackers may mint its tokens, and act as it. */
  @Test
  void an_account_of_the_namespace_is_anybody() {
    var account = "system:serviceaccount:%s:default".formatted(governed.tenancy.namespace());
    governed.tenancy.permit("account", account);
    var caller = governed.tenancy.as(account);
    assertDenied(caller.merge(governed.apps("deployments/owned"), TOUCH), "owned-objects");
    assertDenied(caller.post(governed.core("pods/mine/exec?command=ls&stdout=true")), "deny-exec");
  }

  @ByBothAttackers
  void nobody_in_a_namespace_touches_the_platforms_policy(String who) {
    var path =
        "/apis/steward.dev/v1alpha1/clustercompliancepolicies/" + governed.tenancy.policy("eu");
    assertThat(governed.attacker(who).delete(path).code()).isEqualTo(403);
    assertThat(governed.attacker(who).merge(path, "{\"spec\":{\"enforcement\":\"Audit\"}}").code())
        .isEqualTo(403);
  }

  @Test
  void an_ungoverned_namespace_is_left_alone() {
    try (var other = new Tenancy("ungoverned")) {
      var anybody = other.attacker("everything");
      var home = "/api/v1/namespaces/" + other.namespace();
      assertAllowed(anybody.create(home + "/secrets", secret("fake", OWNED)));
      assertAllowed(
          anybody.create(
              "/apis/steward.dev/v1alpha1/namespaces/" + other.namespace() + "/modelservices",
              service("minilm", "{}", "{model: {uri: 'pvc://other/m'}}")));
      assertThat(anybody.post(home + "/services/none/proxy/").isDeniedByAPolicy()).isFalse();
    }
  }
}
