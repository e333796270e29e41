package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

  private static final Path PRESETS = Path.of("../examples/policies");

  @TempDir private Path folder;

  private String file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String service() {
    return file(
        "service.yaml",
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: minilm, annotations: {owner: me}}
        spec: {model: {uri: "pvc://other/minilm"}}
        """);
  }

  private String policy(String name, String enforcement, String demands) {
    return file(
        name + ".yaml",
        """
        apiVersion: steward.dev/v1alpha1
        kind: ClusterCompliancePolicy
        metadata: {name: %s}
        spec: {enforcement: %s, namespaceSelector: {matchLabels: {tier: a}}, %s}
        """
            .formatted(name, enforcement, demands));
  }

  @Test
  void the_presets_are_right_and_do_as_their_cases_say() {
    for (var preset :
        List.of(
            "eu-ai-act-high-risk",
            "gdpr-baseline",
            "china-labelling-and-retention",
            "internal-default",
            "signed-models")) {
      var run = CommandRun.of("validate", PRESETS.resolve(preset + ".yaml").toString());
      assertThat(run.out()).endsWith(": ClusterCompliancePolicy " + preset + " ok\n");
      assertThat(run.exitCode()).isZero();
    }
    var run = CommandRun.of("policy", "test", PRESETS.resolve("cases.yaml").toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines()).hasSize(6).allMatch(line -> line.startsWith("ok      "));
  }

  @Test
  void validate_says_what_policies_would() {
    var eu = policy("eu", "Deny", "provenance: {digest: true}");
    var soft = policy("soft", "Warn", "requiredAnnotations: [ticket]");

    var run =
        CommandRun.of(
            "validate", service(), "--policy", eu, "--policy", soft, "--namespace-label", "tier=a");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .containsExactly(
            service()
                + ":4:15: minilm: denied: spec.model.digest: it is absent; state the model's SHA-256 (kubectl"
                + " explain modelservice.spec.model.digest says of what) (ClusterCompliancePolicy eu,"
                + " rule model-digest, supporting evidence for AI Act 15)",
            service()
                + ":3:39: minilm: warned: metadata.annotations: missing or empty: ticket; state them"
                + " (ClusterCompliancePolicy soft, rule required-annotations)");
  }

  @Test
  void machines_are_told_the_same() throws IOException {
    var eu = policy("eu", "Deny", "provenance: {digest: true}");
    for (var form : List.of("json", "sarif")) {
      var run =
          CommandRun.of(
              "validate",
              service(),
              "--policy",
              eu,
              "--namespace-label",
              "tier=a",
              "--format",
              form);
      assertThat(run.exitCode()).isEqualTo(1);
      var json = new ObjectMapper().readTree(run.out());
      assertThat(json.findValuesAsText(form.equals("json") ? "rule" : "ruleId"))
          .containsExactly("model-digest");
      assertThat(json.findValuesAsText(form.equals("json") ? "line" : "startLine"))
          .containsExactly("4");
    }
    var unknown = CommandRun.of("validate", service(), "--format", "xml");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("validate", eu, "--format", "json").exitCode()).isZero();
  }

  @Test
  void a_warning_refuses_nothing_and_another_namespace_isnt_governed() {
    var eu = policy("eu", "Deny", "provenance: {digest: true}");
    var soft = policy("soft", "Warn", "requiredAnnotations: [ticket]");
    assertThat(
            CommandRun.of("validate", service(), "--policy", soft, "--namespace-label", "tier=a")
                .exitCode())
        .isZero();
    assertThat(CommandRun.of("validate", service(), "--policy", eu).out())
        .isEqualTo(service() + ": minilm ok\n");
  }

  @Test
  void a_wrong_policy_is_told_with_its_place() {
    var wrong = policy("wrong", "Deny", "runtime: {allowedImages: ['nginx*']}");
    var run = CommandRun.of("validate", wrong);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .startsWith(wrong + ":4:")
        .contains("spec.runtime.allowedImages")
        .contains("it is no entry of an allow-list");
    assertThat(
            CommandRun.of(
                    "validate",
                    file(
                        "nothing.yaml",
                        """
                        apiVersion: steward.dev/v1alpha1
                        kind: ClusterCompliancePolicy
                        metadata: {name: nothing}
                        spec:
                          enforcement: Deny
                          namespaceSelector:
                            matchLabels: {tier: a}
                            matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
                        """))
                .out())
        .contains("so it selects nothing");
  }

  @Test
  void explain_prints_what_holds_together_by_whom_and_what_is_broken() {
    var one =
        policy("one", "Deny", "provenance: {allowedSources: ['pvc://models/*', 'pvc://x/*']}");
    var two = policy("two", "Deny", "provenance: {allowedSources: ['pvc://models/a/*']}");
    var run =
        CommandRun.of(
            "policy",
            "explain",
            service(),
            "--policy",
            two,
            "--policy",
            one,
            "--namespace-label",
            "tier=a");
    assertThat(run.exitCode()).as(run.err()).isZero();
    var lines = run.out().lines().toList();
    assertThat(lines.getFirst()).startsWith("minilm: v1:sha256:");
    assertThat(lines)
        .contains(
            "  Deny, by ClusterCompliancePolicy one, ClusterCompliancePolicy two",
            "    provenance.allowedSources: pvc://models/a/*");
    assertThat(lines.getLast())
        .startsWith("  denied: spec.model.uri: \"pvc://other/minilm\" isn't allowed");
    assertThat(CommandRun.of("policy", "explain", service(), "--policy", one).out())
        .isEqualTo("minilm: no policy governs it\n");
  }

  @Test
  void explain_names_who_must_have_signed_for_each_policy() {
    var key = "provenance: {allowedSigners: [{publicKey: '-----BEGIN PUBLIC KEY-----'}%s]}";
    var one =
        policy(
            "one",
            "Deny",
            key.formatted(
                ", {certificateAuthority: '-----BEGIN CERTIFICATE-----', identity: ci@acme.example}"));
    var two =
        policy(
            "two",
            "Deny",
            key.formatted(
                ", {certificateAuthority: '-----BEGIN CERTIFICATE-----', identity: me@acme.example}"));
    var other =
        policy(
            "other",
            "Deny",
            "provenance: {allowedSigners: [{publicKey: '-----BEGIN PUBLIC KEY----- x'}]}");
    var together =
        CommandRun.of(
            "policy",
            "explain",
            service(),
            "--policy",
            one,
            "--policy",
            two,
            "--namespace-label",
            "tier=a");
    assertThat(together.out().lines())
        .as(together.err())
        .contains(
            "    provenance.allowedSigners: identity \"ci@acme.example\" by certificateAuthority"
                + " sha256:ddddb6cbd348, publicKey sha256:59a58325e887",
            "    provenance.allowedSigners: identity \"me@acme.example\" by certificateAuthority"
                + " sha256:ddddb6cbd348, publicKey sha256:59a58325e887")
        .anyMatch(line ->
            line.startsWith(
                "  denied: spec.model.signature: it is absent, or of another signer than"));
    assertThat(
            CommandRun.of(
                    "policy",
                    "explain",
                    service(),
                    "--policy",
                    one,
                    "--policy",
                    other,
                    "--namespace-label",
                    "tier=a")
                .out())
        .contains(
            "denied: spec.provenance.allowedSigners: the lists of ClusterCompliancePolicy one and"
                + " ClusterCompliancePolicy other have nothing in common");
  }

  @Test
  void explain_shows_what_becomes_of_what_runs_already() {
    var one = policy("one", "Deny", "quarantine: {action: ScaleToZero, after: 24h}");
    var two = policy("two", "Deny", "quarantine: {action: NoNewReplicas}");
    var run =
        CommandRun.of(
            "policy",
            "explain",
            service(),
            "--policy",
            one,
            "--policy",
            two,
            "--namespace-label",
            "tier=a");
    assertThat(run.out().lines())
        .as(run.err())
        .contains(
            "    quarantine: NoNewReplicas after 1h", "    quarantine: ScaleToZero after 24h");
  }

  @Test
  void explain_shows_what_becomes_of_records_and_content_with_what_the_service_states() {
    var one =
        policy(
            "one",
            "Deny",
            "retention: {auditRecord: {min: P6M}, content: {max: P30D}, purgeSlo: 48h}, audit:"
                + " {onFailure: FailOpen}");
    var stricter =
        file(
            "stricter.yaml",
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec:
              model: {uri: "pvc://other/minilm"}
              compliance:
                retention: {content: {max: P1M}}
                audit: {onFailure: FailClosed}
                privacy: {content: Encrypted}
            """);
    assertThat(
            CommandRun.of(
                    "policy", "explain", stricter, "--policy", one, "--namespace-label", "tier=a")
                .out()
                .lines()
                .skip(1))
        .containsExactly(
            "  Deny, by ClusterCompliancePolicy one, ModelService minilm",
            "    retention.auditRecord.min: P6M",
            "    retention.content.max: P30D and P1M",
            "    retention.purgeSlo: 48h",
            "    audit.onFailure: FailClosed",
            "    privacy.content: Encrypted",
            "  complies with all of it");
  }

  @Test
  void a_period_that_is_none_and_a_min_above_max_are_told_with_their_place() {
    var wrong =
        policy("wrong", "Deny", "retention: {auditRecord: {min: P6X}, content: {max: P101Y}}");
    assertThat(CommandRun.of("validate", wrong).out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(wrong + ":4:"))
        .anyMatch(line ->
            line.contains(
                "spec.retention.auditRecord.min: it is no calendar period; write it like P30D"));
    var above = policy("above", "Deny", "retention: {content: {min: P1M, max: P30D}}");
    assertThat(CommandRun.of("validate", above).out())
        .contains("spec.retention.content: min leaves max no room; a purge goes by whole days");
  }

  @Test
  void policies_that_cant_be_met_together_are_both_named() {
    var one = policy("one", "Deny", "provenance: {allowedSources: ['pvc://models/*']}");
    var two = policy("two", "Deny", "provenance: {allowedSources: ['pvc://other/*']}");
    assertThat(
            CommandRun.of(
                    "policy",
                    "explain",
                    service(),
                    "--policy",
                    one,
                    "--policy",
                    two,
                    "--namespace-label",
                    "tier=a")
                .out())
        .contains(
            "denied: spec.provenance.allowedSources: the lists of ClusterCompliancePolicy one and"
                + " ClusterCompliancePolicy two have nothing in common");
  }

  @Test
  void a_case_that_comes_out_otherwise_fails_and_says_how() {
    policy("eu", "Deny", "provenance: {digest: true}");
    var cases =
        file(
            "cases.yaml",
            """
            policies: [eu.yaml]
            cases:
            - name: nothing is asked for
              namespace: {tier: a}
              object:
                apiVersion: steward.dev/v1alpha1
                kind: ModelService
                metadata: {name: minilm}
                spec: {model: {uri: "pvc://models/minilm"}}
            """);
    var run = CommandRun.of("policy", "test", cases);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            FAILED  nothing is asked for
                    Deny: expected [], found [model-digest]
            """);
  }

  @Test
  void rubbish_is_refused() {
    assertThat(CommandRun.of("policy", "test", file("x.yaml", "a: b")).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("policy", "test", file("y.yaml", "")).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("validate", service(), "--policy", service()).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("policy").exitCode()).isEqualTo(2);
  }
}
