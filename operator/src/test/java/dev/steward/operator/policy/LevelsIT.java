package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels of enforcement, edits, a namespace's own policies, and the largest there can be. */
@Order(1)
class LevelsIT {

  private static final String BARE =
      "{apiVersion: steward.dev/v1alpha1, kind: ModelService, metadata: {name: minilm}, spec: {model: {uri: 'pvc://models/m'}}}";

  private final Tenancy tenancy = new Tenancy("levels");

  @AfterEach
  void close() {
    tenancy.close();
  }

  private String services() {
    return "/apis/steward.dev/v1alpha1/namespaces/%s/modelservices".formatted(tenancy.namespace());
  }

  private Caller.Answer attempt() {
    return tenancy.attacker("everything").tryToCreate(services(), BARE);
  }

  @Test
  void a_warning_is_given_and_the_object_taken() {
    tenancy.govern("warn", "Warn", "requiredAnnotations: [owner]");
    Tenancy.await(() -> warnsBy("warn"), "no warning");
    var answer = attempt();
    assertThat(answer.succeeded()).isTrue();
    assertThat(answer.warnings())
        .anySatisfy(warning ->
            assertThat(warning)
                .contains("metadata.annotations: missing or empty: owner; state them")
                .contains("ClusterCompliancePolicy " + tenancy.policy("warn")));
  }

  private boolean warnsBy(String policy) {
    return attempt().warnings().stream()
        .anyMatch(warning -> warning.contains(tenancy.policy(policy)));
  }

  @ParameterizedTest
  @CsvSource({"Deny, denied, deny", "Warn, warned, warn", "Audit, audited, warn"})
  void every_level_leaves_its_decision_in_the_audit_log(
      String level, String decision, String admission) {
    tenancy.govern("logged", level, "requiredAnnotations: [owner]");
    var key =
        "\"steward-services-%s/decision\":\"%s@1 %s\""
            .formatted(admission, tenancy.policy("logged"), decision);
    Tenancy.await(
        () -> {
          var answer = attempt();
          assertThat(level.equals("Audit") && !answer.warnings().isEmpty()).isFalse();
          return auditLog().stream().anyMatch(line -> line.contains(key));
        },
        "no such decision: " + key);
    assertThat(auditLog())
        .anySatisfy(line ->
            assertThat(line)
                .contains(key)
                .contains("metadata.annotations: missing or empty: owner; state them"));
  }

  private static List<String> auditLog() {
    var log = Tenancy.SERVER.kubeconfig().resolveSibling("log/audit.log");
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("/decision")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retention: {auditRecord: {min: 6M}}",
        "retention: {auditRecord: {min: PT6H}}",
        "retention: {auditRecord: {min: P-6M}}",
        "retention: {auditRecord: {min: P101Y}}",
        "retention: {auditRecord: {min: P6M, max: P5M}}",
        "retention: {content: {min: P30D, max: P1M}, purgeSlo: 1h}",
        "retention: {content: {min: P1D}}, privacy: {content: None}",
        "retention: {purgeSlo: 30m}",
        "provenance: {allowedSources: ['pvc://mod*']}",
        "provenance: {allowedSigners: []}",
        "provenance: {allowedSigners: [{}]}",
        "provenance: {allowedSigners: [{identity: ci@acme.example}]}",
        "provenance: {allowedSigners: [{publicKey: 'no key'}]}",
        "provenance: {allowedSigners: [{publicKey: KEY, identity: ci@acme.example}]}",
        "provenance: {allowedSigners: [{publicKey: KEY, certificateAuthority: CERTS, identity: a}]}",
        "provenance: {allowedSigners: [{certificateAuthority: CERTS}]}",
        "provenance: {allowedSigners: [{certificateAuthority: CERTS, identityPattern: '*@b'}]}",
        "provenance: {allowedSigners: [{trustedRoot: ROOT, identity: ci@acme.example}]}",
        "provenance: {allowedSigners: [{trustedRoot: ROOT, issuer: i}]}",
        "provenance: {allowedSigners: [{trustedRoot: ROOT, issuer: i, identity: a, identityPattern: '*@b'}]}",
        "provenance: {allowedSigners: [{trustedRoot: ROOT, issuer: i, identityPattern: '*'}]}",
        "enforcement: Never"
      })
  void what_no_policy_can_be_isnt_taken(String spec) {
    var answer =
        tenancy
            .administrator()
            .tryToCreate(
                "/apis/steward.dev/v1alpha1/clustercompliancepolicies",
                "{apiVersion: steward.dev/v1alpha1, kind: ClusterCompliancePolicy, metadata: {name: none}, spec: {%s%s}}"
                    .formatted(spec.startsWith("enforcement") ? "" : "enforcement: Deny, ", spec)
                    .replace("KEY", "'-----BEGIN PUBLIC KEY-----'")
                    .replace("CERTS", "'-----BEGIN CERTIFICATE-----'")
                    .replace("ROOT", "application/vnd.dev.sigstore.trustedroot"));
    assertThat(answer.code()).as(answer.message()).isEqualTo(422);
    assertThat(answer.message()).contains("spec.");
  }

  @Test
  void an_edit_is_in_force_within_a_moment_and_so_is_a_removal() {
    var path = "/apis/steward.dev/v1alpha1/clustercompliancepolicies/" + tenancy.policy("audit");
    tenancy.govern("audit", "Audit", "requiredAnnotations: [owner]");
    tenancy.govern("canary", "Warn", "requiredAnnotations: [canary]");
    Tenancy.await(() -> warnsBy("canary"), "the policies aren't in force");
    assertThat(attempt().succeeded()).isTrue();

    Tenancy.succeed(tenancy.administrator().merge(path, "{\"spec\":{\"enforcement\":\"Deny\"}}"));
    Tenancy.await(() -> attempt().isDeniedBy("required-annotations"), "the edit isn't in force");

    Tenancy.succeed(tenancy.administrator().delete(path));
    Tenancy.await(() -> attempt().succeeded(), "the policy is still in force");
  }

  @Test
  void a_deny_of_one_and_an_audit_of_another_dont_add_up() {
    tenancy.govern("deny", "Deny", "requiredAnnotations: [owner]");
    tenancy.govern("audit", "Audit", "provenance: {digest: true}");
    Tenancy.await(() -> attempt().isDeniedByAPolicy(), "the policy isn't in force");
    assertThat(
            tenancy
                .attacker("everything")
                .tryToCreate(
                    services(),
                    BARE.replace("{name: minilm}", "{name: minilm, annotations: {owner: me}}"))
                .succeeded())
        .isTrue();
  }

  @Test
  void a_namespace_has_policies_of_its_own_for_itself_alone() {
    Tenancy.succeed(
        tenancy
            .attacker("everything")
            .create(
                "/apis/steward.dev/v1alpha1/namespaces/%s/compliancepolicies"
                    .formatted(tenancy.namespace()),
                """
                apiVersion: steward.dev/v1alpha1
                kind: CompliancePolicy
                metadata: {name: own}
                spec:
                  enforcement: Deny
                  serviceSelector: {matchExpressions: [{key: stage, operator: NotIn, values: [dev]}]}
                  requiredAnnotations: [owner]
                """));
    Tenancy.await(() -> attempt().isDeniedBy("required-annotations"), "it isn't in force");
    assertThat(attempt().message()).contains("(CompliancePolicy own, rule required-annotations)");
    assertThat(
            tenancy
                .attacker("everything")
                .tryToCreate(
                    services(),
                    BARE.replace("{name: minilm}", "{name: minilm, labels: {stage: dev}}"))
                .succeeded())
        .isTrue();
    try (var other = new Tenancy("neighbour")) {
      assertThat(
              other
                  .attacker("everything")
                  .tryToCreate(services().replace(tenancy.namespace(), other.namespace()), BARE)
                  .succeeded())
          .isTrue();
    }
  }

  /** CEL that costs too much is taken by the API server and then fails every request. */
  @Test
  void the_largest_policy_judges_the_largest_objects() {
    var patterns =
        IntStream.range(0, 32)
            .mapToObj(i -> "\"%s/%02d/*\"".formatted("p".repeat(246), i))
            .collect(Collectors.joining(", ", "[", "]"));
    var expressions =
        IntStream.range(0, 8)
            .mapToObj(i ->
                "{key: \"%s/k%d\", operator: NotIn, values: [%s]}"
                    .formatted(
                        "d".repeat(60),
                        i,
                        IntStream.range(0, 16)
                            .mapToObj(v -> "v".repeat(60) + v)
                            .collect(Collectors.joining(", "))))
            .collect(Collectors.joining(", ", "[", "]"));
    var annotations =
        IntStream.range(0, 32)
            .mapToObj(i -> "\"%s/a%d\"".formatted("e".repeat(60), i))
            .collect(Collectors.joining(", ", "[", "]"));
    var keyless =
        "trustedRoot: \"application/vnd.dev.sigstore.trustedroot%s\", issuer: \"%s\""
            .formatted("r".repeat(32_728), "i".repeat(1024));
    var signers =
        IntStream.range(0, 8)
            .mapToObj(i ->
                "{%s, identityPattern: \"%s%d\"}"
                    .formatted(keyless, ("a".repeat(126) + "*").repeat(8), i))
            .collect(Collectors.joining(", ", "[", "]"));
    Tenancy.succeed(
        tenancy
            .administrator()
            .create(
                "/apis/steward.dev/v1alpha1/clustercompliancepolicies",
                """
                apiVersion: steward.dev/v1alpha1
                kind: ClusterCompliancePolicy
                metadata: {name: "%s"}
                spec:
                  enforcement: Deny
                  namespaceSelector: {matchLabels: {policy-test: "%s"}, matchExpressions: %s}
                  requiredAnnotations: %s
                  provenance: {digest: true, allowedSources: %s, allowedSigners: %s}
                  runtime: {allowedImages: %s, denyExec: true}
                  declarations: {purpose: true, legalBasis: true, dataClass: true}
                  retention:
                    auditRecord: {min: P050Y0000M0000W00001D, max: P099Y0011M0000W00365D}
                    content: {min: P001Y0011M0000W00001D, max: P050Y0011M0000W00365D}
                    purgeSlo: 719h59m
                  audit: {onFailure: FailClosed}
                  privacy: {content: Encrypted}
                """
                    .formatted(
                        tenancy.policy("large"),
                        tenancy.namespace(),
                        expressions,
                        annotations,
                        patterns,
                        signers,
                        patterns)));
    Tenancy.await(() -> attempt().isDeniedByAPolicy(), "the policy isn't in force");
    assertThat(attempt().message())
        .contains("rule required-annotations")
        .contains("rule declared-");
    assertThat(
            tenancy
                .attacker("everything")
                .tryToCreate(
                    services(),
                    BARE.replace(
                        "uri: 'pvc://models/m'}}",
                        "uri: 'pvc://models/m'}, compliance: {audit: {onFailure: FailOpen}, retention:"
                            + " {purgeSlo: 720h, auditRecord: {min: P049Y0011M0000W00001D, max:"
                            + " P099Y0011M0000W00366D}, content: {min: P001Y0010M0000W00001D, max:"
                            + " P050Y0011M0000W00366D}}}}"))
                .message())
        .contains("denied request: ")
        .doesNotContain("cost");
    for (var last : List.of(7, 8)) {
      var signed =
          BARE.replace(
              "uri: 'pvc://models/m'",
              "uri: 'pvc://models/m', signature: {bundle: model.sig, %s, identity: \"%s%d\"}"
                  .formatted(keyless, "a".repeat(1023), last));
      var message = tenancy.attacker("everything").tryToCreate(services(), signed).message();
      assertThat(message).contains("denied request: ").doesNotContain("cost");
      assertThat(message.contains("model-signer")).as(message).isEqualTo(last == 8);
    }

    var image = "p".repeat(246) + "/31/" + "i".repeat(8);
    var containers =
        IntStream.range(0, 100)
            .mapToObj(i -> "{name: c%d, image: \"%s\"}".formatted(i, image))
            .collect(Collectors.joining(", ", "[", "]"));
    var pod =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: %s, initContainers: %s}}";
    Tenancy.succeed(
        tenancy
            .administrator()
            .create(
                "/api/v1/namespaces/%s/serviceaccounts".formatted(tenancy.namespace()),
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}"));
    var pods = "/api/v1/namespaces/%s/pods".formatted(tenancy.namespace());
    Tenancy.succeed(
        tenancy
            .attacker("everything")
            .tryToCreate(
                pods, pod.formatted(containers, containers.replace("name: c", "name: i"))));
    assertThat(
            tenancy
                .attacker("everything")
                .tryToCreate(
                    pods,
                    pod.formatted(
                        containers.replace("/31/", "/32/"),
                        containers.replace("name: c", "name: i").replace("/31/", "/32/")))
                .message())
        .contains("denied request: more is wrong than a message can hold");
  }
}
