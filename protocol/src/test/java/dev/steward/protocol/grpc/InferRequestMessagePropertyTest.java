package dev.steward.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.RawValues;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorArbitraries;
import dev.steward.protocol.oip.TensorLimits;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InferRequestMessagePropertyTest {

  @Property(tries = 500)
  void raw_values_are_read_as_they_were_sent(@ForAll("tensors") List<Tensor> tensors) {
    assertThat(Sent.accepted(Sent.read(Sent.raw(tensors))).inputs()).isEqualTo(tensors);
  }

  @Property(tries = 500)
  void typed_values_are_read_as_they_were_sent(@ForAll("typed") List<Tensor> tensors) {
    assertThat(Sent.accepted(Sent.read(Sent.typed(tensors))).inputs()).isEqualTo(tensors);
  }

  @Property(tries = 500)
  void answers_have_the_values_of_their_tensors(@ForAll("tensors") List<Tensor> tensors) {
    var answer = Messages.of(new InferResponse("m", "1", Optional.of("7"), tensors));
    var message =
        switch (answer) {
          case Outcome.Done<ModelInferResponse>(var done) -> done;
          case Outcome.Refused<ModelInferResponse>(var refusal) ->
              throw new AssertionError(refusal);
        };
    assertThat(message.getId()).isEqualTo("7");
    for (int i = 0; i < tensors.size(); i++) {
      var output = message.getOutputs(i);
      assertThat(output.hasContents()).isFalse();
      var read =
          RawValues.read(
              "raw",
              output.getName(),
              Datatype.named(output.getDatatype()).orElseThrow(),
              new Shape(output.getShapeList()),
              message.getRawOutputContents(i).asReadOnlyByteBuffer(),
              TensorLimits.DEFAULT);
      assertThat(read).isEqualTo(Outcome.done(tensors.get(i)));
    }
  }

  @Property(tries = 500)
  void a_message_cut_anywhere_is_never_read_as_another(
      @ForAll("tensors") List<Tensor> tensors, @ForAll("shares") double share) {
    var whole = Sent.raw(tensors).toByteString();
    var cut = whole.substring(0, (int) (whole.size() * share));
    switch (InferRequestMessage.read(cut, TensorLimits.DEFAULT)) {
      case Outcome.Refused<InferRequest>(var refusal) ->
          assertThat(refusal.code().httpStatus()).isBetween(400, 499);
      // Inputs without values need nothing that was cut off.
      case Outcome.Done<InferRequest>(var request) ->
          assertThat(tensors).startsWith(request.inputs().toArray(Tensor[]::new));
    }
  }

  @Property(tries = 5000)
  void bytes_of_any_kind_are_read_or_refused(
      @ForAll("typed") List<Tensor> tensors, @ForAll long seed) {
    var bytes = Sent.typed(tensors).toByteArray();
    var random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    var message = ByteString.copyFrom(bytes);
    assertThat(InferRequestMessage.read(message, TensorLimits.DEFAULT)).isNotNull();
    assertThat(InferRequestMessage.address(message)).isNotNull();
  }

  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0, 0.99);
  }

  @Provide
  Arbitrary<List<Tensor>> tensors() {
    return TensorArbitraries.of(Arbitraries.of(Datatype.values()));
  }

  @Provide
  Arbitrary<List<Tensor>> typed() {
    return TensorArbitraries.of(
        Arbitraries.of(Datatype.values())
            .filter(type -> type != Datatype.FP16 && type != Datatype.BF16));
  }
}
