package dev.steward.runtime.classify;

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
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.engine.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HighestClassesTest {

  private static InferRequest asking(int classes) {
    return new InferRequest(
        Optional.empty(),
        List.of(new Tensor.Texts("x", Shape.of(1), List.of("t"))),
        List.of("z", "y"),
        new OutputForms(OutputForms.Form.JSON, Map.of(), Map.of("y", classes)));
  }

  private static Tensor floats(Shape shape, float... values) {
    var data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Numbers("y", Datatype.FP32, shape, data);
  }

  private static Tensor longs(Datatype datatype, long... values) {
    var data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.nativeOrder());
    data.asLongBuffer().put(values);
    return new Tensor.Numbers("y", datatype, Shape.of(values.length), data);
  }

  private static Tensor.Texts classes(int count, Tensor output, Labels labels) {
    var outcome = HighestClasses.of(asking(count), List.of(output), labels);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return (Tensor.Texts) ((Outcome.Done<List<Tensor>>) outcome).value().getFirst();
  }

  @Test
  void each_row_has_its_highest_classes_with_their_labels() {
    var output = floats(Shape.of(2, 3), 0.1f, 0.7f, 0.2f, 5, -1, 2.5f);
    var labels = new Labels(List.of("cat", "dog", "a:b"));
    assertThat(classes(2, output, labels))
        .isEqualTo(
            new Tensor.Texts(
                "y", Shape.of(2, 2), List.of("0.7:1:dog", "0.2:2:a:b", "5.0:0:cat", "2.5:2:a:b")));
  }

  @Test
  void there_are_no_more_classes_than_the_output_has_and_no_labels_of_something_else() {
    assertThat(classes(9, floats(Shape.of(1, 2), 1, 2), new Labels(List.of("only"))))
        .isEqualTo(new Tensor.Texts("y", Shape.of(1, 2), List.of("2.0:1", "1.0:0")));
  }

  @Test
  void of_equal_values_the_first_class_stands_first_and_what_is_no_number_last() {
    assertThat(classes(4, floats(Shape.of(4), Float.NaN, 1, 1, -7), Labels.NONE).values())
        .containsExactly("1.0:1", "1.0:2", "-7.0:3", "NaN:0");
  }

  @Test
  void whole_numbers_are_compared_as_what_they_are() {
    long large = (1L << 60) + 1;
    assertThat(classes(2, longs(Datatype.INT64, large - 1, large, -1), Labels.NONE).values())
        .containsExactly(large + ":1", (large - 1) + ":0");
    assertThat(classes(1, longs(Datatype.UINT64, 5, -1), Labels.NONE).values())
        .containsExactly("18446744073709551615:1");
  }

  @Test
  void an_output_without_rows_has_no_classes() {
    assertThat(classes(2, floats(Shape.of(0, 3)), Labels.NONE).shape()).isEqualTo(Shape.of(0, 2));
  }

  private static Refusal refused(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).refusal();
  }

  @Test
  void outputs_that_have_no_order_are_refused_before_anything_is_computed() {
    var signature =
        new Signature(
            List.of(),
            List.of(
                new TensorMetadata("y", Datatype.BYTES, Shape.of(-1)),
                new TensorMetadata("z", Datatype.FP32, Shape.of(-1))));
    assertThat(refused(HighestClasses.check(asking(1), signature)).message())
        .isEqualTo(
            "outputs[1].parameters.classification: \"y\" is BYTES, which has no order; ask for"
                + " classes of an output of numbers");
  }

  @Test
  void more_texts_than_a_request_may_have_arent_given_either() {
    var output = floats(Shape.of(2, 600_000), new float[1_200_000]);
    var refusal = refused(HighestClasses.of(asking(600_000), List.of(output), Labels.NONE));
    assertThat(refusal.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
  }
}
