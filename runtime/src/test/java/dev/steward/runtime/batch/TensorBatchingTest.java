package dev.steward.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.OutputForms;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TensorBatchingTest {

  private final List<Shape> computed = new ArrayList<>();
  private final TensorBatching batching = batching(new Echo(), 8);

  /** Gives back what it is given, and remembers the shapes. */
  private class Echo implements TensorModel {
    @Override
    public ModelFormat format() {
      return ModelFormat.ONNX;
    }

    @Override
    public Signature signature() {
      var any = new TensorMetadata("x", Datatype.FP32, Shape.of(-1, -1));
      return new Signature(List.of(any), List.of(any));
    }

    @Override
    public Outcome<List<Tensor>> run(
        List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
      computed.add(inputs.getFirst().shape());
      return Outcome.done(inputs);
    }

    @Override
    public void close() {}
  }

  /** One that has learned that large batches pay. */
  private static TensorBatching batching(TensorModel model, int most) {
    var batching = new TensorBatching(model, most);
    for (int width = 1; width <= 4; width++) {
      for (int rows = 1; rows <= most; rows *= 2) {
        var batch = batching.begin(request(rows, width, 0), 100);
        batch.took(Duration.ofMillis(1));
      }
    }
    return batching;
  }

  private static InferRequest request(int rows, int width, float value) {
    return request(Optional.empty(), List.of(), rows, width, value);
  }

  private static InferRequest request(
      Optional<String> id, List<String> outputs, int rows, int width, float value) {
    var data = ByteBuffer.allocate(rows * width * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < rows * width; i++) {
      data.putFloat(i * Float.BYTES, value);
    }
    var tensor = new Tensor.Numbers("x", Datatype.FP32, Shape.of(rows, width), data);
    return new InferRequest(id, List.of(tensor), outputs, OutputForms.JSON);
  }

  private static float first(List<Tensor> outputs) {
    return ((Tensor.Numbers) outputs.getFirst()).data().getFloat(0);
  }

  @Test
  void requests_of_one_width_are_one_run_and_each_gets_its_own_rows() {
    var batch = batching.begin(request(1, 3, 1), 100);
    assertThat(batch.add(request(2, 3, 2))).isTrue();
    assertThat(batch.add(request(1, 3, 3))).isTrue();
    var results = ((Outcome.Done<List<List<Tensor>>>) batch.compute(new Cancellation())).value();
    assertThat(computed).containsExactly(Shape.of(4, 3));
    assertThat(results)
        .extracting(each -> each.getFirst().shape())
        .containsExactly(Shape.of(1, 3), Shape.of(2, 3), Shape.of(1, 3));
    assertThat(results).extracting(TensorBatchingTest::first).containsExactly(1f, 2f, 3f);
  }

  @Test
  void requests_of_other_widths_are_not_computed_together() {
    assertThat(batching.begin(request(1, 3, 1), 100).add(request(1, 4, 1))).isFalse();
  }

  @Test
  void requests_that_want_other_outputs_are_not_computed_together() {
    var one = request(Optional.of("a"), List.of("x"), 1, 3, 1);
    assertThat(batching.begin(one, 100).add(request(1, 3, 1))).isFalse();
    assertThat(batching.begin(one, 100).add(request(Optional.of("b"), List.of("x"), 1, 3, 1)))
        .isTrue();
  }

  @Test
  void a_batch_has_at_most_as_many_rows_as_it_may() {
    var batch = batching.begin(request(5, 3, 1), 100);
    assertThat(batch.add(request(4, 3, 1))).isFalse();
    assertThat(batch.add(request(3, 3, 1))).isTrue();
    assertThat(batch.open()).isFalse();
  }

  @Test
  void where_rows_depend_on_each_other_every_request_is_computed_as_it_came() {
    var alone = batching(new Echo(), 1);
    assertThat(alone.begin(request(1, 3, 1), 100).open()).isFalse();
    assertThat(alone.begin(request(7, 3, 1), 100).add(request(1, 3, 1))).isFalse();
  }

  @Test
  void requests_without_rows_are_computed_alone() {
    assertThat(batching.begin(request(0, 3, 1), 100).add(request(1, 3, 1))).isFalse();
    assertThat(batching.begin(request(1, 3, 1), 100).add(request(0, 3, 1))).isFalse();
  }

  @Test
  void a_model_that_gives_no_row_for_each_row_is_refused_together() {
    var sums =
        batching(
            new Echo() {
              @Override
              public Outcome<List<Tensor>> run(
                  List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
                return Outcome.done(request(1, 1, 9).inputs());
              }
            },
            8);
    var batch = sums.begin(request(1, 3, 1), 100);
    batch.add(request(1, 3, 1));
    assertThat(batch.compute(new Cancellation()))
        .extracting(outcome -> ((Outcome.Refused<?>) outcome).refusal())
        .extracting(Refusal::code)
        .isEqualTo(ErrorCode.INTERNAL);
  }
}
