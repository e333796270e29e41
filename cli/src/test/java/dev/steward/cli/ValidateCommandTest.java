package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

  @TempDir private Path folder;

  @Test
  void a_right_file_passes() {
    var file =
        file(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec:
              model: {uri: "pvc://models/minilm", task: Embedding}
            """);

    var run = CommandRun.of("validate", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(file + ": minilm ok\n");
  }

  @Test
  void each_mistake_is_told_with_its_place() {
    var file =
        file(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec:
              model: {url: "pvc://models/minilm", task: Embeding}
              scaling:
                replicas: many
            """);

    var run = CommandRun.of("validate", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines().findFirst())
        .hasValueSatisfying(line ->
            assertThat(line)
                .startsWith(file + ":5:10: spec.model.uri: is missing; add it: ")
                .contains("pvc://CLAIM/PATH"));
    assertThat(run.out().lines().skip(1))
        .containsExactly(
            file + ":5:11: spec.model.url: no such field; did you mean uri?",
            file
                + ":5:45: spec.model.task: \"Embeding\" isn't one of the choices; did you mean"
                + " Embedding?",
            file + ":7:15: spec.scaling.replicas: is the text \"many\"; write a whole number");
  }

  @Test
  void a_rule_over_several_fields_is_told_at_the_one_it_names() {
    var file =
        file(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec:
              model: {uri: "pvc://models/minilm"}
              placement:
                tiers: [Edge, Cloud]
              sharding: {strategy: Pipeline, size: 2}
            """);

    var run = CommandRun.of("validate", file);

    assertThat(run.out()).startsWith(file + ":7:12: spec.placement.tiers: the pods of a group");
  }

  @Test
  void the_definitions_own_rules_are_run() {
    var file =
        file(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: 1-starts-with-a-digit}
            spec:
              model: {uri: "ftp://models/minilm"}
            """);

    var run = CommandRun.of("validate", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(":1:1: metadata.name: Services and pods are named after it")
        .contains(":5:16: spec.model.uri: ");
  }

  @Test
  void other_kinds_are_passed_over_with_a_note() {
    var file = file("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");

    var run = CommandRun.of("validate", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("ConfigMap is passed over");
    assertThat(run.out()).isEqualTo(file + ": no ModelService, no InferenceTask and no policy\n");
  }

  @Test
  void a_kind_or_version_that_steward_has_not_is_a_mistake() {
    assertThat(
            CommandRun.of(
                    "validate", file("apiVersion: steward.dev/v1\nkind: ModelService\nspec: {}\n"))
                .out())
        .contains(
            ":1:13: apiVersion: Steward has no version steward.dev/v1; use steward.dev/v1alpha1");
    assertThat(
            CommandRun.of("validate", file("apiVersion: steward.dev/v1alpha1\nkind: Modell\n"))
                .out())
        .contains(
            ":2:7: kind: Steward has no kind Modell; use ModelService, InferenceTask, ClusterCompliancePolicy or CompliancePolicy");
  }

  @Test
  void a_name_given_twice_is_a_mistake_also_inside_a_list() {
    var one =
        "{apiVersion: steward.dev/v1alpha1, kind: ModelService, metadata: {name: a}, spec: {model:"
            + " {uri: 'pvc://m/a'}}}";
    var file = file("apiVersion: v1\nkind: List\nitems:\n- " + one + "\n- " + one + "\n");

    assertThat(CommandRun.of("validate", file).out())
        .isEqualTo(
            file
                + ":5:68: metadata.name: a is the service of line 4; give one of them another"
                + " name\n");
  }

  @Test
  void no_yaml_is_told_with_its_place() {
    assertThat(CommandRun.of("validate", file("a: [1\nb: 2\n")).out()).contains(":2:2: YAML: ");
  }

  @Test
  void an_empty_file_is_a_mistake() {
    assertThat(CommandRun.of("validate", file("# nothing\n")).out()).contains("it is empty");
  }

  @Test
  void a_number_of_a_million_digits_is_answered_at_once_and_in_few_words() {
    var run = CommandRun.of("validate", file(withReplicas("9".repeat(1_000_000))));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("spec.scaling.replicas").hasSizeLessThan(500);
  }

  @Test
  void a_number_of_a_thousand_digits_is_told_by_its_power_of_ten() {
    var run = CommandRun.of("validate", file(withReplicas("1e999")));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("1E+999;").hasSizeLessThan(500);
  }

  @Test
  void what_kubectl_gives_out_passes() {
    var file =
        file(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata:
              creationTimestamp: "2026-11-24T14:47:31Z"
              generation: 1
              managedFields: [{manager: kubectl}]
              name: minilm
              namespace: default
              resourceVersion: "525"
              uid: 2541f4a7-8637-4c7e-8a8d-27231796db2a
            spec:
              model: {uri: "pvc://models/minilm"}
            status:
              ready: 1/1
            """);

    assertThat(CommandRun.of("validate", file).out()).isEqualTo(file + ": minilm ok\n");
  }

  @Test
  void a_kind_that_is_no_text_is_told_so() {
    var run = CommandRun.of("validate", file("apiVersion: steward.dev/v1alpha1\nkind: true\n"));

    assertThat(run.out()).contains(":2:7: kind: isn't a text");
  }

  private static String withReplicas(String replicas) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: minilm}
    spec:
      model: {uri: "pvc://models/minilm"}
      scaling: {replicas: %s}
    """
        .formatted(replicas);
  }

  @Test
  void a_file_that_is_not_there_is_a_wrong_command_line() {
    var run = CommandRun.of("validate", folder.resolve("none.yaml").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("none.yaml: there is no such file; check the path");
  }

  @Test
  void an_unknown_option_is_told_without_a_trace() {
    var run = CommandRun.of("validate", "--strict", "x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: Unknown option: '--strict'").doesNotContain("\tat ");
  }

  private String file(String text) {
    try {
      return Files.writeString(folder.resolve("service.yaml"), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
