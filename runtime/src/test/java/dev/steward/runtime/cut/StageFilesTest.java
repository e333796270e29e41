package dev.steward.runtime.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Cut;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.runtime.inspect.Inspector;
import dev.steward.runtime.testing.GraphFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFilesTest {

  @TempDir private Path folder;

  private static List<Tensor> run(OnnxModel model, List<Tensor> inputs) {
    return switch (model.run(inputs, List.of(), new Cancellation())) {
      case Outcome.Done<List<Tensor>>(var outputs) -> outputs;
      case Outcome.Refused<List<Tensor>>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  private static Tensor row(String name, int width) {
    var data = ByteBuffer.allocateDirect(width * 4).order(ByteOrder.nativeOrder());
    for (int i = 0; i < width; i++) {
      data.putFloat(i * 4, i * 0.25f - 1);
    }
    return new Tensor.Numbers(name, Datatype.FP32, Shape.of(1, width), data);
  }

  /** Runs the stages one after the other and the whole model, and compares. */
  private List<Path> stagesEqualTheWhole(Path file, List<Integer> starts) throws Exception {
    var model = Inspector.inspect(file);
    var cut = new Cut(model.layers().size(), starts);
    var files = new StageFiles(folder.resolve("stages"));
    var alive = List.of(row("x", 16));
    var made = new ArrayList<Path>();
    for (int stage = 0; stage < cut.stages(); stage++) {
      var part = files.file(model, StageFiles.digest(model), cut, stage);
      made.add(part);
      var graph = StageGraph.of(model, cut, stage);
      try (var loaded = OnnxModel.load(part, 1)) {
        var arrived = alive;
        var given =
            new ArrayList<>(
                run(
                    loaded,
                    arrived.stream().filter(t -> graph.takes().contains(t.name())).toList()));
        arrived.stream().filter(t -> graph.passes().contains(t.name())).forEach(given::add);
        alive = given;
      }
    }
    try (var whole = OnnxModel.load(file, 1)) {
      var expected = (Tensor.Numbers) run(whole, List.of(row("x", 16))).getFirst();
      var actual = (Tensor.Numbers) alive.getFirst();
      assertThat(actual.name()).isEqualTo("y");
      assertThat(actual.data()).isEqualTo(expected.data());
    }
    return made;
  }

  @Test
  void stages_of_a_chain_compute_the_same_with_their_own_weights_alone() throws Exception {
    var file = GraphFile.chain(4, 16).write(folder.resolve("m.onnx"));
    var parts = stagesEqualTheWhole(file, List.of(0, 1, 3));
    assertThat(Files.size(parts.get(0))).isBetween(1024L, 1600L);
    assertThat(Files.size(parts.get(1))).isBetween(2048L, 2800L);
  }

  @Test
  void a_weight_that_two_stages_use_is_in_both() throws Exception {
    var file = new GraphFile().input("x", 16).output("y", 16).weight("w", 16, 16);
    for (int i = 0; i < 4; i++) {
      file.node(
          "MatMul", List.of(i == 0 ? "x" : "t" + i, "w"), List.of(i == 3 ? "y" : "t" + (i + 1)));
    }
    var _ = stagesEqualTheWhole(file.write(folder.resolve("m.onnx")), List.of(0, 2));
  }

  @Test
  void an_early_tensor_that_a_late_stage_needs_is_passed_through() throws Exception {
    var file = new GraphFile().input("x", 16).output("y", 16);
    for (int i = 0; i < 4; i++) {
      file.weight("w" + i, 16, 16);
      file.node("MatMul", List.of(i == 0 ? "x" : "t" + i, "w" + i), List.of("t" + (i + 1)));
    }
    file.node("Add", List.of("t4", "x"), List.of("y"));
    var _ = stagesEqualTheWhole(file.write(folder.resolve("m.onnx")), List.of(0, 1, 2));
  }

  @Test
  void external_weights_are_copied_beside_the_stage() throws Exception {
    var values = ByteBuffer.allocate(2 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 512; i++) {
      values.putFloat((i % 5 - 2) * 0.2f);
    }
    Files.write(folder.resolve("data.bin"), values.array());
    var file = new GraphFile().input("x", 16).output("y", 16);
    for (int i = 0; i < 2; i++) {
      file.external(
          "w" + i,
          16,
          16,
          Map.of("location", "data.bin", "offset", "" + i * 1024, "length", "1024"));
    }
    file.node("MatMul", List.of("x", "w0"), List.of("t"));
    file.node("MatMul", List.of("t", "w1"), List.of("y"));
    var parts = stagesEqualTheWhole(file.write(folder.resolve("m.onnx")), List.of(0, 1));
    assertThat(parts)
        .allSatisfy(
            part -> assertThat(Files.size(part.resolveSibling("weights.bin"))).isEqualTo(1024));
  }

  @Test
  void a_stage_is_made_once() throws Exception {
    var file = GraphFile.chain(4, 16).write(folder.resolve("m.onnx"));
    var model = Inspector.inspect(file);
    var files = new StageFiles(folder.resolve("stages"));
    var cut = new Cut(4, List.of(0, 2));
    var made = files.file(model, StageFiles.digest(model), cut, 0);
    var time = Files.getLastModifiedTime(made);
    assertThat(files.file(model, StageFiles.digest(model), cut, 0)).isEqualTo(made);
    assertThat(Files.getLastModifiedTime(made)).isEqualTo(time);
    assertThat(files.file(model, StageFiles.digest(model), cut, 1)).isNotEqualTo(made);
  }
}
