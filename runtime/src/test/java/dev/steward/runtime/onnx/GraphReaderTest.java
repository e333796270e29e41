package dev.steward.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.runtime.testing.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphReaderTest {

  @TempDir private Path folder;

  private void refused(GraphFile file, String reason) {
    var written = file.write(folder.resolve("m.onnx"));
    assertThatThrownBy(() -> GraphReader.read(written))
        .isInstanceOf(BrokenModelException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void a_graph_is_read_without_its_weights() throws IOException {
    var graph = GraphReader.read(GraphFile.chain(3, 4).write(folder.resolve("m.onnx")));
    assertThat(graph.nodes())
        .extracting(OnnxGraph.Node::operator)
        .containsOnly("MatMul")
        .hasSize(3);
    assertThat(graph.weights()).allMatch(weight -> weight.bytes() == 64);
    assertThat(graph.inputs()).extracting(OnnxGraph.Value::name).containsExactly("x");
  }

  @Test
  void operations_in_another_order_are_put_in_theirs() throws IOException {
    var file =
        new GraphFile()
            .input("x", 4)
            .output("y", 4)
            .node("Relu", List.of("t"), List.of("y"))
            .node("Neg", List.of("x"), List.of("t"));
    var graph = GraphReader.read(file.write(folder.resolve("m.onnx")));
    assertThat(graph.nodes()).extracting(OnnxGraph.Node::operator).containsExactly("Neg", "Relu");
  }

  @Test
  void a_circle_is_refused() {
    refused(
        new GraphFile()
            .input("x", 4)
            .output("y", 4)
            .node("Add", List.of("x", "b"), List.of("a"))
            .node("Neg", List.of("a"), List.of("b"))
            .node("Relu", List.of("b"), List.of("y")),
        "need each other in a circle");
  }

  @Test
  void a_name_that_is_given_twice_or_never_is_refused() {
    refused(
        new GraphFile()
            .input("x", 4)
            .output("y", 4)
            .node("Neg", List.of("x"), List.of("y"))
            .node("Relu", List.of("x"), List.of("y")),
        "\"y\" is given twice");
    refused(
        new GraphFile().input("x", 4).output("y", 4).node("Add", List.of("x", "z"), List.of("y")),
        "\"z\", which a Add needs, is given by nothing");
    refused(
        new GraphFile().input("x", 4).output("y", 4).node("Neg", List.of("x"), List.of("z")),
        "nothing gives its output \"y\"");
  }

  @Test
  void a_tensor_that_says_more_than_it_has_is_refused() {
    refused(
        GraphFile.chain(1, 4)
            .weight("v", 1 << 30, 1 << 30, out -> out.writeByteArray(9, new byte[8])),
        "tensor \"v\" says it is FP32[1073741824,1073741824] and has 8 bytes");
    refused(
        GraphFile.chain(1, 4).weight("v", -1, 2, out -> out.writeByteArray(9, new byte[8])),
        "tensor \"v\" has a length of -1");
  }

  @Test
  void weights_outside_of_the_models_folder_are_refused() throws IOException {
    Files.write(folder.resolve("secret"), new byte[64]);
    var inner = Files.createDirectories(folder.resolve("inner"));
    Files.createSymbolicLink(inner.resolve("link"), folder.resolve("secret"));
    for (var location :
        List.of("../secret", "/etc/passwd", "a/../../secret", "link", "", "\u0000")) {
      var file =
          GraphFile.chain(1, 4)
              .external("v", 4, 4, Map.of("location", location))
              .write(inner.resolve("m.onnx"));
      assertThatThrownBy(() -> GraphReader.read(file))
          .as(location)
          .isInstanceOf(BrokenModelException.class)
          .hasMessageContaining("isn't in the model's folder");
    }
  }

  @Test
  void weights_that_another_file_does_not_have_are_refused() throws IOException {
    Files.write(folder.resolve("data"), new byte[64]);
    refused(
        GraphFile.chain(1, 4).external("v", 4, 4, Map.of("location", "none")),
        "are in none, which isn't there");
    refused(
        GraphFile.chain(1, 4)
            .external("v", 4, 4, Map.of("location", "data", "offset", "32", "length", "64")),
        "lies at 32+64 of data, which has 64 bytes");
    refused(
        GraphFile.chain(1, 4)
            .external("v", 4, 4, Map.of("location", "data", "offset", "-1", "length", "64")),
        "lies at -1+64");
    refused(
        GraphFile.chain(1, 4)
            .external("v", 4, 4, Map.of("location", "data", "offset", "x", "length", "64")),
        "the offset \"x\", which is no number");
  }

  @Test
  void a_file_that_was_cut_short_anywhere_is_refused() throws IOException {
    var whole = GraphFile.chain(2, 4).model();
    var file = folder.resolve("m.onnx");
    for (int length = 0; length < whole.length - 6; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GraphReader.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(BrokenModelException.class);
    }
  }

  /** Whatever stands there: a graph or a reason, never another fault. */
  @Test
  void rubbish_is_refused_with_a_reason() throws IOException {
    var whole = GraphFile.chain(2, 4).model();
    var random = new Random(5);
    var file = folder.resolve("m.onnx");
    for (int i = 0; i < 3000; i++) {
      var bytes = whole.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try {
        assertThat(GraphReader.read(file).nodes()).isNotEmpty();
      } catch (BrokenModelException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }
}
