package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.GgufWriting;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models by somebody who means no good: each is refused with a reason, and the process is told. */
@Timeout(60)
class HostileModelsIT {

  private static final byte[] WEIGHTS = new byte[64];

  @TempDir private Path folder;

  private static LastWords refused(Path model, ModelTask task) throws InterruptedException {
    try (var server = TestServer.starting(model, task, settings -> settings)) {
      return server.lastWords();
    }
  }

  private static byte[] external(String location) {
    return new GraphFile()
        .input("x", 4)
        .output("y", 4)
        .external("w", 4, 4, Map.of("location", location))
        .node("MatMul", List.of("x", "w"), List.of("y"))
        .model();
  }

  private Path model(byte[] bytes) throws IOException {
    return Files.write(Files.createDirectories(folder.resolve("model")).resolve("m.onnx"), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "a/../../secret", "link", "ABSOLUTE", "linked/secret"})
  void weights_outside_of_the_model_s_folder_are_not_read(String location) throws Exception {
    var secret = Files.write(folder.resolve("secret"), WEIGHTS).toAbsolutePath();
    var model = model(external(location.replace("ABSOLUTE", secret.toString())));
    Files.createDirectories(model.resolveSibling("a"));
    Files.createSymbolicLink(model.resolveSibling("link"), secret);
    Files.createSymbolicLink(model.resolveSibling("linked"), folder.toAbsolutePath());
    var words = refused(model, ModelTask.TENSOR);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(words.message())
        .startsWith("spec.model.uri: ")
        .containsAnyOf("External data path escapes", "Absolute path not allowed");
  }

  @Test
  void weights_beside_the_model_are_read() throws Exception {
    var model = model(external("w.bin"));
    Files.write(model.resolveSibling("w.bin"), WEIGHTS);
    try (var server = TestServer.of(model, ModelTask.TENSOR)) {
      assertThat(server.get("/v2/models/m/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void weights_that_say_they_are_larger_than_their_file_are_refused() throws Exception {
    var model =
        model(
            new GraphFile()
                .input("x", 1 << 20)
                .output("y", 1 << 20)
                .external("w", 1 << 20, 1 << 20, Map.of("location", "w.bin"))
                .node("MatMul", List.of("x", "w"), List.of("y"))
                .model());
    Files.write(model.resolveSibling("w.bin"), WEIGHTS);
    assertThat(refused(model, ModelTask.TENSOR).code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
  }

  @Test
  void a_model_that_is_cut_short_is_refused() throws Exception {
    var whole = GraphFile.chain(3, 4).model();
    var model = model(Arrays.copyOf(whole, whole.length - 7));
    assertThat(refused(model, ModelTask.TENSOR).code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
  }

  @Test
  void graphs_within_graphs_without_end_are_refused() throws Exception {
    var inner = new byte[0];
    for (int depth = 0; depth < 5_000; depth++) {
      var graph = inner;
      inner =
          GraphFile.message(out ->
              out.writeByteArray(
                  1,
                  GraphFile.message(node ->
                      node.writeByteArray(
                          5, GraphFile.message(attribute -> attribute.writeByteArray(6, graph))))));
    }
    var deep = inner;
    var model =
        model(
            GraphFile.message(out -> {
              out.writeInt64(1, 8);
              out.writeByteArray(7, deep);
            }));
    assertThat(refused(model, ModelTask.TENSOR).code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
  }

  @Test
  void a_language_model_that_announces_more_than_there_is_is_refused() throws Exception {
    var whole = new GgufWriting().put("general.architecture", "llama").bytes();
    for (int place : new int[] {8, 16}) {
      var lying = whole.clone();
      Arrays.fill(lying, place, place + 7, (byte) 0xFF);
      var file = Files.write(folder.resolve("m" + place + ".gguf"), lying);
      var words = refused(file, ModelTask.GENERATION);
      assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
      assertThat(words.message()).contains("at most");
    }
  }
}
