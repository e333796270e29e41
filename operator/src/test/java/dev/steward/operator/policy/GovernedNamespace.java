package dev.steward.operator.policy;

import static dev.steward.operator.policy.Manifests.GOOD;
import static dev.steward.operator.policy.Manifests.OWNED;
import static dev.steward.operator.policy.Manifests.networkPolicy;
import static dev.steward.operator.policy.Manifests.pod;
import static dev.steward.operator.policy.Manifests.secret;
import static dev.steward.operator.policy.Manifests.service;
import static dev.steward.operator.policy.Manifests.signedBy;
import static dev.steward.operator.policy.Manifests.slice;
import static dev.steward.operator.policy.Manifests.workload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.OperatorOver;
import java.util.Optional;

/**
 * A namespace under a policy that asks for everything, in which the operator owns {@code owned} of
 * several kinds and a tenant has {@code mine}, and a ModelService {@code minilm} that a third one
 * signed.
 */
final class GovernedNamespace implements AutoCloseable {

  static final String AUTOSCALER = "system:serviceaccount:kube-system:horizontal-pod-autoscaler";

  final Tenancy tenancy;
  private final Optional<OperatorOver> operator;

  GovernedNamespace(String prefix, Beside beside) {
    tenancy = new Tenancy(prefix);
    govern();
    populate();
    operator =
        switch (beside) {
          case NOTHING -> Optional.empty();
          case AN_OPERATOR ->
              Optional.of(OperatorOver.namespace(Tenancy.SERVER, tenancy.namespace()));
        };
  }

  private void govern() {
    tenancy.govern(
        "eu",
        "Deny",
        """
        requiredAnnotations: [owner, compliance.steward.dev/last-modified-by]
        provenance: {digest: true, allowedSources: ["pvc://models/*"]}
        runtime: {allowedImages: ["steward.dev/*"], denyExec: true}
        declarations: {purpose: true, legalBasis: true, dataClass: true}
        retention: {auditRecord: {min: P6M, max: P2Y}, content: {max: P30D}, purgeSlo: 24h}
        audit: {onFailure: FailClosed}
        privacy: {content: None}
        """);
    Tenancy.await(
        () ->
            tenancy
                .administrator()
                .tryToCreate(
                    services(), service("minilm", "{}", "{model: {uri: 'pvc://models/m'}}"))
                .isDeniedByAPolicy(),
        "the policy isn't in force");
  }

  private void populate() {
    Tenancy.succeed(
        tenancy
            .administrator()
            .create(
                core("serviceaccounts"),
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}"));
    tenancy.permit("gateway", Admission.GATEWAY);
    tenancy.permit("autoscaler", AUTOSCALER);
    tenancy.permit("owner", tenancy.user("owner"));
    var operator = tenancy.as(Admission.OPERATOR);
    Tenancy.succeed(
        operator.create(
            apps("deployments"), workload("Deployment", "owned", "steward.dev/a", OWNED)));
    Tenancy.succeed(operator.create(core("secrets"), secret("owned", OWNED)));
    Tenancy.succeed(operator.create(core("pods"), pod("owned", "steward.dev/a", OWNED)));
    Tenancy.succeed(operator.create(networkPolicies(), networkPolicy("owned", OWNED)));
    Tenancy.succeed(operator.create(slices(), slice("listed", 1)));
    var administrator = tenancy.administrator();
    Tenancy.succeed(
        administrator.create(
            apps("deployments"), workload("Deployment", "mine", "steward.dev/a", "app: x")));
    Tenancy.succeed(administrator.create(core("pods"), pod("mine", "steward.dev/a", "app: x")));
    Tenancy.succeed(
        administrator.create(
            core("services"),
            "{apiVersion: v1, kind: Service, metadata: {name: mine}, spec: {ports: [{port: 80}]}}"));
    Tenancy.succeed(
        tenancy
            .attacker("owner")
            .create(services(), service("minilm", signedBy(tenancy.user("owner")), GOOD)));
  }

  Caller attacker(String who) {
    return tenancy.attacker(who);
  }

  String services() {
    return "/apis/steward.dev/v1alpha1/namespaces/%s/modelservices".formatted(tenancy.namespace());
  }

  String tasks() {
    return "/apis/steward.dev/v1alpha1/namespaces/%s/inferencetasks".formatted(tenancy.namespace());
  }

  String core(String plural) {
    return "/api/v1/namespaces/%s/%s".formatted(tenancy.namespace(), plural);
  }

  String apps(String plural) {
    return "/apis/apps/v1/namespaces/%s/%s".formatted(tenancy.namespace(), plural);
  }

  String slices() {
    return "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices".formatted(tenancy.namespace());
  }

  String networkPolicies() {
    return "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies"
        .formatted(tenancy.namespace());
  }

  /** The rule denied it, and no lack of rights did. */
  static void assertDenied(Caller.Answer answer, String rule) {
    assertThat(answer.code()).as(answer.message()).isEqualTo(403);
    assertThat(answer.isDeniedBy(rule)).as(answer.message()).isTrue();
  }

  /** Rights may already say no to the stock role; to who has them all only the rule does. */
  static void assertDenied(String who, Caller.Answer answer, String rule) {
    assertThat(answer.code()).as(answer.message()).isEqualTo(403);
    if (who.equals("everything") || answer.isDeniedByAPolicy()) {
      assertDenied(answer, rule);
    }
  }

  static void assertAllowed(Caller.Answer answer) {
    assertThat(answer.isDeniedByAPolicy()).as(answer.message()).isFalse();
    assertThat(answer.succeeded()).as(answer.message()).isTrue();
  }

  @Override
  public void close() {
    try (tenancy) {
      operator.ifPresent(running -> {
        try (running) {
          assertThat(running.isLeading()).isTrue();
        }
      });
    }
  }
}
