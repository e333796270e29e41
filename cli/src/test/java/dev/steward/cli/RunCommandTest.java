package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

  @TempDir private Path folder;
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    var written = folder.resolve("service.yaml");
    Files.writeString(
        written,
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: minilm}
        spec:
          model: {uri: "pvc://models/minilm"}
        """);
    file = written.toString();
  }

  @Test
  void a_map_of_the_wrong_form_is_told_the_right_one() {
    for (var map :
        new String[] {
          "foo", "foo=/tmp", "pvc://models", "pvc://models/x=/tmp", "image://r.example/m:1/x=/tmp"
        }) {
      var run = CommandRun.of("run", file, "--map", map);

      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .isEqualTo(
              "error: --map: \"%s\" maps no claim; write pvc://CLAIM=FOLDER or image://REGISTRY/REPOSITORY:TAG=FOLDER\n"
                  .formatted(map));
    }
  }

  @Test
  void a_map_to_no_folder_is_told_so() {
    var run = CommandRun.of("run", file, "--map", "pvc://models=" + folder.resolve("nowhere"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("nowhere is no folder", "the volume of pvc://models");
  }

  @Test
  void a_host_of_another_machine_is_told_so_and_not_the_port() throws IOException {
    Files.createDirectory(folder.resolve("minilm"));
    // An address of documentation (RFC 5737), which no machine has.
    var run =
        CommandRun.of("run", file, "--map", "pvc://models=" + folder, "--host", "203.0.113.7");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).contains("--host: 203.0.113.7 is no address of this machine");
  }

  @Test
  void an_image_is_refused_with_the_address_that_would_do_unless_a_folder_stands_for_it()
      throws IOException {
    var text = Files.readString(Path.of(file));
    Files.writeString(
        Path.of(file), text.replace("pvc://models/minilm", "image://r.example/minilm:1/models"));
    var run = CommandRun.of("run", file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err())
        .contains(
            "spec.model.uri: image://r.example/minilm:1/models is mounted by a cluster's nodes",
            "use oci://r.example/minilm:1, which is downloaded",
            "--map image://r.example/minilm:1=FOLDER");

    var mapped = CommandRun.of("run", file, "--map", "image://r.example/minilm:1=" + folder);
    assertThat(mapped.err())
        .contains("would be " + folder.resolve("models") + ", which isn't there");
  }

  @Test
  void a_repository_is_not_cut_into_stages() throws IOException {
    Files.createDirectory(folder.resolve("all"));
    Files.writeString(
        folder.resolve("many.yaml"),
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: many}
        spec:
          model: {uri: "pvc://models/all", repository: {memory: 512Mi}}
        """);
    var run =
        CommandRun.of(
            "run",
            folder.resolve("many.yaml").toString(),
            "--map",
            "pvc://models=" + folder,
            "--shards",
            "2");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).contains("many: --shards: the models of a repository aren't cut");
  }

  @Test
  void a_claim_without_a_folder_is_told_what_to_add() {
    var run = CommandRun.of("run", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).contains("add --map pvc://models=FOLDER");
  }

  @Test
  void an_engine_of_ones_own_is_refused_with_what_would_do() throws IOException {
    Files.writeString(
        folder.resolve("tensor.yaml"),
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: ranks}
        spec:
          model: {uri: "pvc://models/minilm"}
          runtime: {image: "engine.example/engine:1"}
          sharding: {strategy: Tensor, size: 2}
        """);
    var run = CommandRun.of("run", folder.resolve("tensor.yaml").toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err())
        .contains("spec.sharding.strategy: Tensor is for an engine of yours")
        .contains("use strategy: Pipeline here, or None");
  }

  @Test
  void a_port_for_grpc_is_one_and_of_one_service() throws IOException {
    var run = CommandRun.of("run", file, "--map", "pvc://models=" + folder, "--grpc-port", "70000");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("error: --grpc-port: 70000 is no port; use 0 for a free one, or 1 to 65535\n");

    Files.writeString(
        folder.resolve("two.yaml"),
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: a}
        spec:
          model: {uri: "pvc://models/a"}
        ---
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: b}
        spec:
          model: {uri: "pvc://models/b"}
        """);
    var two = folder.resolve("two.yaml").toString();
    var both = CommandRun.of("run", two, "--map", "pvc://models=" + folder, "--grpc-port", "9000");

    assertThat(both.err())
        .isEqualTo(
            "error: --grpc-port: one port can't be that of 2 services; use 0 for a free one each\n");
  }
}
