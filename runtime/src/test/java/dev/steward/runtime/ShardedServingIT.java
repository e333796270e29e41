package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.runtime.inspect.Inspector;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pipeline.PipelineModel;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.Stages;
import dev.steward.store.Places;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real model in several stages against the same model whole. */
@Timeout(300)
class ShardedServingIT {

  private static final PoolSettings POOL = new PoolSettings(2, 1, 16);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"minilm,2,true", "minilm,4,true", "minilm-q,2,false", "minilm-q,3,false"})
  void stages_compute_what_the_whole_model_computes(String name, int count, boolean rowsApart)
      throws Exception {
    var graph = MiniLm.graph(name);
    long bytes = Files.size(graph);
    var facts = Inspector.inspect(graph).facts();
    var configs = Stages.of(graph, ModelTask.TENSOR, facts, count, Optional.empty());
    var servers = new ArrayList<StageServer>();
    try (var whole = OnnxModel.load(graph, 1)) {
      for (int i = 1; i < count; i++) {
        servers.add((StageServer) RuntimeServer.start(configs.get(i), settings()));
      }
      try (var loaded = first(configs.getFirst())) {
        var model = (PipelineModel) ((LoadedModel.Tensors) loaded).model();
        assertThat(model.signature()).isEqualTo(whole.signature());
        assertThat(model.microBatches()).isEqualTo(rowsApart ? 2 * count : 1);
        for (var shape : List.of(Shape.of(1, 7), Shape.of(5, 24), Shape.of(16, 128))) {
          var inputs = tokens(whole, shape);
          assertThat(difference(run(model, inputs), run(whole, inputs))).isLessThanOrEqualTo(1e-5);
        }
      }
    } finally {
      servers.forEach(StageServer::close);
    }
    assertThat(stageSizes()).allMatch(size -> size < bytes * 0.8);
  }

  private LoadedModel first(RuntimeConfig config) throws Exception {
    return ModelLoader.of(settings().places(), POOL).load(config);
  }

  private ServerSettings settings() {
    return ServerSettings.forThisMachine("127.0.0.1", 0, 0, new Places(folder, folder))
        .withPool(POOL);
  }

  /** Stages have their own weights alone. */
  private List<Long> stageSizes() throws Exception {
    var sizes = new ArrayList<Long>();
    try (var files = Files.walk(folder.resolve("stages"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        sizes.add(Files.size(file));
      }
    }
    return sizes;
  }

  private static List<Tensor> run(
      dev.steward.runtime.engine.TensorModel model, List<Tensor> inputs) {
    return switch (model.run(inputs, List.of(), new Cancellation())) {
      case Outcome.Done<List<Tensor>>(var outputs) -> outputs;
      case Outcome.Refused<List<Tensor>>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  private static List<Tensor> tokens(OnnxModel model, Shape shape) {
    var random = new Random(7);
    var inputs = new ArrayList<Tensor>();
    for (var input : model.signature().inputs()) {
      int elements = (int) shape.elements();
      var data = ByteBuffer.allocateDirect(elements * 8).order(ByteOrder.nativeOrder());
      int width = (int) shape.dimension(1);
      for (int i = 0; i < elements; i++) {
        int row = i / width;
        long value =
            switch (input.name()) {
              case "input_ids" -> 1000 + random.nextInt(20_000);
              case "attention_mask" -> i % width < Math.max(1, width - 2 * row) ? 1 : 0;
              default -> 0;
            };
        data.putLong(i * 8, value);
      }
      inputs.add(new Tensor.Numbers(input.name(), Datatype.INT64, shape, data));
    }
    return inputs;
  }

  private static double difference(List<Tensor> first, List<Tensor> second) {
    double largest = 0;
    assertThat(first).hasSameSizeAs(second);
    for (int t = 0; t < first.size(); t++) {
      assertThat(first.get(t).shape()).isEqualTo(second.get(t).shape());
      var a = ((Tensor.Numbers) first.get(t)).data().asFloatBuffer();
      var b = ((Tensor.Numbers) second.get(t)).data().asFloatBuffer();
      for (int i = 0; i < a.limit(); i++) {
        largest = Math.max(largest, Math.abs(a.get(i) - b.get(i)));
      }
    }
    return largest;
  }
}
