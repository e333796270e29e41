package dev.steward.runtime.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules on PyTorch's own library. */
class TorchModelIT {

  private static final String PAIR =
      """
      {"inputs": [{"name": "a", "datatype": "FP32", "shape": [-1]},
                  {"name": "b", "datatype": "FP32", "shape": [-1]}],
       "outputs": [{"name": "less", "datatype": "FP32", "shape": [-1]},
                   {"name": "more", "datatype": "FP32", "shape": [-1]}]}
      """;

  @TempDir private Path folder;

  private TensorModel load(TorchArchive archive, String signature) throws Exception {
    return new TorchEngine().load(archive.write(folder.resolve("model.pt"), signature), 1);
  }

  private static Tensor floats(String name, List<Long> shape, float... values) {
    var data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    for (float value : values) {
      data.putFloat(value);
    }
    return new Tensor.Numbers(name, Datatype.FP32, new Shape(shape), data.flip());
  }

  private static float[] values(Tensor tensor) {
    var values = ((Tensor.Numbers) tensor).data().asFloatBuffer();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  private static List<Tensor> done(Outcome<List<Tensor>> outcome) {
    return switch (outcome) {
      case Outcome.Done<List<Tensor>>(var tensors) -> tensors;
      case Outcome.Refused<List<Tensor>>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  private static Refusal refusal(Outcome<List<Tensor>> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<List<Tensor>>) outcome).refusal();
  }

  private static Outcome<List<Tensor>> run(TensorModel model, Tensor... inputs) {
    return model.run(List.of(inputs), List.of(), new Cancellation());
  }

  @Test
  void a_network_answers_as_its_weights_say() throws Exception {
    var network = Network.of(4, 16, 3);
    try (var model = load(TorchArchive.network(network), network.signature())) {
      float[] row = {1, -2, 0.5f, 3};
      var outputs = done(run(model, floats("INPUT__0", List.of(1L, 4L), row)));
      assertThat(outputs).hasSize(1);
      assertThat(outputs.getFirst().name()).isEqualTo("OUTPUT__0");
      assertThat(outputs.getFirst().shape()).isEqualTo(Shape.of(1, 3));
      assertThat(values(outputs.getFirst())).containsExactly(network.answer(row), within(1e-5f));
    }
  }

  @Test
  void tensors_without_a_row_and_buffers_of_the_heap_are_taken() throws Exception {
    var network = Network.of(4, 16, 3);
    try (var model = load(TorchArchive.network(network), network.signature())) {
      assertThat(done(run(model, floats("INPUT__0", List.of(0L, 4L)))).getFirst().shape())
          .isEqualTo(Shape.of(0, 3));
      var heap = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      heap.putFloat(1).putFloat(2).putFloat(3).putFloat(4).flip();
      var tensor = new Tensor.Numbers("INPUT__0", Datatype.FP32, Shape.of(1, 4), heap);
      assertThat(values(done(run(model, tensor)).getFirst()))
          .containsExactly(network.answer(1, 2, 3, 4), within(1e-5f));
    }
  }

  @Test
  void inputs_are_arguments_in_the_signature_s_order_whatever_order_they_are_sent_in()
      throws Exception {
    var archive = new TorchArchive("p: Tensor, q: Tensor", "Tensor", "return torch.sub(p, q)");
    try (var model = load(archive, PAIR.replaceAll(",\\s*\\{\"name\": \"more\"[^}]*}", ""))) {
      var answer = done(run(model, floats("b", List.of(1L), 1), floats("a", List.of(1L), 5)));
      assertThat(values(answer.getFirst())).containsExactly(4);
    }
  }

  @Test
  void tuples_lists_and_dictionaries_are_outputs_and_the_wanted_ones_are_given() throws Exception {
    var lists =
        List.of(
            new TorchArchive(
                "p: Tensor, q: Tensor",
                "Tuple[Tensor, Tensor]",
                "return (torch.sub(p, q), torch.add(p, q))"),
            new TorchArchive(
                "p: Tensor, q: Tensor",
                "List[Tensor]",
                "return [torch.sub(p, q), torch.add(p, q)]"),
            new TorchArchive(
                "p: Tensor, q: Tensor",
                "Dict[str, Tensor]",
                "return {\"more\": torch.add(p, q), \"less\": torch.sub(p, q)}"));
    for (var archive : lists) {
      try (var model = load(archive, PAIR)) {
        var a = floats("a", List.of(1L), 5);
        var b = floats("b", List.of(1L), 1);
        assertThat(done(run(model, a, b)))
            .extracting(Tensor::name, tensor -> values(tensor)[0])
            .containsExactly(tuple("less", 4f), tuple("more", 6f));
        var wanted = done(model.run(List.of(a, b), List.of("more"), new Cancellation()));
        assertThat(wanted).extracting(Tensor::name).containsExactly("more");
      }
    }
  }

  @Test
  void what_lies_crosswise_in_memory_comes_row_by_row() throws Exception {
    var archive = new TorchArchive("x: Tensor", "Tensor", "return torch.t(x)");
    var signature =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 3]}],
         "outputs": [{"name": "y", "datatype": "FP32", "shape": [3, 2]}]}
        """;
    try (var model = load(archive, signature)) {
      var answer = done(run(model, floats("x", List.of(2L, 3L), 1, 2, 3, 4, 5, 6)));
      assertThat(values(answer.getFirst())).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void every_datatype_goes_in_and_comes_out_again() throws Exception {
    for (var datatype : Datatype.values()) {
      if (TorchTypes.torch(datatype).isEmpty()) {
        continue;
      }
      var signature =
          """
          {"inputs": [{"name": "x", "datatype": "%1$s", "shape": [-1]}],
           "outputs": [{"name": "y", "datatype": "%1$s", "shape": [-1]}]}
          """
              .formatted(datatype);
      var data = ByteBuffer.allocate(2 * datatype.size()).order(ByteOrder.nativeOrder());
      data.put(0, (byte) 1);
      var sent = new Tensor.Numbers("x", datatype, Shape.of(2), data);
      try (var model =
          load(new TorchArchive("x: Tensor", "Tensor", "return torch.clone(x)"), signature)) {
        var answer = (Tensor.Numbers) done(run(model, sent)).getFirst();
        assertThat(answer.datatype()).isEqualTo(datatype);
        assertThat(answer.data()).as(datatype.name()).isEqualTo(data);
      }
    }
  }

  @Test
  void an_output_that_isn_t_as_the_signature_says_is_told() throws Exception {
    var wrong =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}],
         "outputs": [{"name": "y", "datatype": "FP64", "shape": [-1]}]}
        """;
    var archive = new TorchArchive("x: Tensor", "Tensor", "return torch.relu(x)");
    try (var model = load(archive, wrong)) {
      var refusal = refusal(run(model, floats("x", List.of(2L), 1, 2)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
      assertThat(refusal.message())
          .contains("as signature.json says: it gives y FP32[2], where that has y FP64[-1]");
    }
  }

  /** By PyTorch's own numbers: INT16, COMPLEX64, BF16 and an 8-bit float. */
  @ParameterizedTest
  @ValueSource(ints = {2, 9, 15, 23})
  void an_output_of_a_type_that_the_protocol_hasn_t_is_told(int type) throws Exception {
    var signature =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}],
         "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1]}]}
        """;
    var archive = new TorchArchive("x: Tensor", "Tensor", "return torch.to(x, %d)".formatted(type));
    try (var model = load(archive, signature)) {
      var refusal = refusal(run(model, floats("x", List.of(2L), 1, 2)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
      assertThat(refusal.message()).contains("it gives y ", "[2], where that has y FP32[-1]");
    }
  }

  @Test
  void arguments_that_forward_hasn_t_are_told() throws Exception {
    var archive = new TorchArchive("x: Tensor", "Tensor", "return torch.relu(x)");
    try (var model = load(archive, PAIR)) {
      var refusal = refusal(run(model, floats("a", List.of(1L), 1), floats("b", List.of(1L), 1)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
      assertThat(refusal.message())
          .contains("signature.json", "at most 2 argument(s)", "received 3 argument(s)");
    }
  }

  @Test
  void what_code_can_t_compute_is_the_request_s_fault_and_told_in_a_line() throws Exception {
    var archive = new TorchArchive("p: Tensor, q: Tensor", "Tensor", "return torch.add(p, q)");
    try (var model = load(archive, PAIR.replaceAll(",\\s*\\{\"name\": \"more\"[^}]*}", ""))) {
      var refusal =
          refusal(run(model, floats("a", List.of(2L), 1, 2), floats("b", List.of(3L), 1, 2, 3)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_TENSOR);
      assertThat(refusal.message())
          .isEqualTo(
              "the model can't compute this: The size of tensor a (2) must match the size of"
                  + " tensor b (3) at non-singleton dimension 0");
    }
  }

  @Test
  void many_threads_get_each_their_own_answer() throws Exception {
    var network = Network.of(4, 16, 3);
    try (var model = load(TorchArchive.network(network), network.signature());
        var threads = Executors.newFixedThreadPool(4)) {
      var calls = new ArrayList<Callable<Boolean>>();
      IntStream.range(0, 400)
          .forEach(i ->
              calls.add(() -> {
                float[] row = {i, 1, -i, 0.25f * i};
                var answer = done(run(model, floats("INPUT__0", List.of(1L, 4L), row)));
                assertThat(values(answer.getFirst()))
                    .containsExactly(network.answer(row), within(1e-2f));
                return true;
              }));
      for (var call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  @Test
  void a_run_that_was_cancelled_before_never_begins_and_a_closed_model_refuses() throws Exception {
    var network = Network.of(4, 16, 3);
    var model = load(TorchArchive.network(network), network.signature());
    var input = floats("INPUT__0", List.of(1L, 4L), 1, 2, 3, 4);
    var cancellation = new Cancellation();
    cancellation.cancel();
    assertThat(refusal(model.run(List.of(input), List.of(), cancellation)).code())
        .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(cancellation.phases(0, 0)).isEmpty();
    model.close();
    model.close();
    assertThat(refusal(run(model, input)).code()).isEqualTo(ErrorCode.NO_REPLICA);
  }
}
