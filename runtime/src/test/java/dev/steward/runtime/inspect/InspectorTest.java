package dev.steward.runtime.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.runtime.testing.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {

  @TempDir private Path folder;

  private InspectedModel inspect(GraphFile file) throws LoadException {
    return Inspector.inspect(file.write(folder.resolve("m.onnx")));
  }

  @Test
  void each_product_of_a_chain_is_a_layer_with_its_work_and_weights() throws LoadException {
    var facts = inspect(GraphFile.chain(5, 16)).facts();
    assertThat(facts.layers()).hasSize(5);
    assertThat(facts.layers())
        .allSatisfy(layer -> {
          assertThat(layer.work().flops()).isEqualTo(2 * 16 * 16);
          assertThat(layer.weights().count()).isEqualTo(16 * 16 * 4);
          assertThat(layer.crossing().count()).isEqualTo(16 * 4);
        });
    assertThat(facts.weightBytes().count()).isEqualTo(5 * 16 * 16 * 4);
    assertThat(facts.inputs())
        .extracting(Object::toString)
        .singleElement()
        .asString()
        .contains("[-1,16]");
  }

  @Test
  void what_every_layer_needs_crosses_all_of_them() throws LoadException {
    var file = new GraphFile().input("x", 16).input("mask", 16).output("y", 16);
    for (int i = 0; i < 4; i++) {
      file.weight("w" + i, 16, 16);
      file.node("MatMul", List.of(i == 0 ? "x" : "t" + i, "w" + i), List.of("m" + i));
      file.node("Add", List.of("m" + i, "mask"), List.of(i == 3 ? "y" : "t" + (i + 1)));
    }
    var layers = inspect(file).layers();
    assertThat(layers.size()).isGreaterThanOrEqualTo(4);
    assertThat(layers.subList(0, layers.size() - 2))
        .allMatch(layer -> layer.crossing().contains("mask"));
  }

  @Test
  void a_wide_place_is_no_boundary() throws LoadException {
    var file = new GraphFile().input("x", 16).output("y", 16);
    for (int i = 0; i < 4; i++) {
      file.weight("up" + i, 16, 64).weight("down" + i, 64, 16);
      file.node("MatMul", List.of(i == 0 ? "x" : "t" + i, "up" + i), List.of("wide" + i));
      file.node("MatMul", List.of("wide" + i, "down" + i), List.of(i == 3 ? "y" : "t" + (i + 1)));
    }
    var layers = inspect(file).layers();
    assertThat(layers).hasSize(4);
    assertThat(layers).noneMatch(layer -> layer.crossing().toString().contains("wide"));
  }

  @Test
  void a_deep_model_has_neighbouring_layers_joined() throws LoadException {
    var model = inspect(GraphFile.chain(300, 8));
    assertThat(model.layers()).hasSizeLessThanOrEqualTo(ModelFacts.MAX_LAYERS);
    assertThat(
            model.facts().layers().stream().map(LayerFacts::work).mapToLong(w -> w.flops()).sum())
        .isEqualTo(300L * 2 * 8 * 8);
    assertThat(model.layers().getLast().to()).isEqualTo(300);
  }

  @Test
  void rubbish_is_told_with_what_would_be_right() throws IOException {
    var file = Files.writeString(folder.resolve("m.onnx"), "this is no model");
    assertThatThrownBy(() -> Inspector.inspect(file))
        .isInstanceOfSatisfying(
            LoadException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
              assertThat(e).hasMessageContaining("check that it is whole and an .onnx file");
            });
  }
}
