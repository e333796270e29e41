package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private String file(String spec) throws IOException {
    return Files.writeString(
            folder.resolve("service.yaml"),
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec: %s
            """
                .formatted(spec))
        .toString();
  }

  @Test
  void a_service_that_leaves_nothing_open_needs_no_facts() throws IOException {
    var run = CommandRun.of("plan", file("{model: {uri: 'pvc://models/minilm'}}"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("kind: \"Deployment\"").doesNotContain("# minilm:", "inspect");
  }

  @Test
  void where_the_model_can_t_be_read_the_pod_that_would_is_planned_and_why_nothing_else()
      throws IOException {
    var run =
        CommandRun.of(
            "plan", file("{model: {uri: 'pvc://models/minilm'}, accelerator: {count: Auto}}"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "# minilm: The runtime's pods are planned by the model's facts, which can't be read here:",
            "add --map pvc://models=FOLDER",
            "minilm-inspect-")
        .doesNotContain("kind: \"Deployment\"");
  }

  @Test
  void a_number_of_gpus_is_what_the_pods_ask_for() throws IOException {
    var run =
        CommandRun.of(
            "plan", file("{model: {uri: 'pvc://models/minilm'}, accelerator: {count: 3}}"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("nvidia.com/gpu: \"3\"");
  }

  @Test
  void a_file_without_nodes_is_refused() throws IOException {
    var nodes = Files.writeString(folder.resolve("nodes.yaml"), "kind: Nothing\n").toString();
    var run =
        CommandRun.of(
            "plan",
            file("{model: {uri: 'pvc://models/minilm'}, accelerator: {count: Auto}}"),
            "--nodes",
            nodes);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(nodes, "kubectl get nodes -o yaml");
  }
}
