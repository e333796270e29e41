package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BinaryTensorsPropertyTest {

  private static final OutputForms BINARY = new OutputForms(OutputForms.Form.BINARY, Map.of());

  /** A body as a client would send it: what is written as an answer, its outputs as inputs. */
  private static final class Sent {
    private final byte[] json;
    private final byte[] values;

    private Sent(byte[] json, byte[] values) {
      this.json = json;
      this.values = values;
    }

    static Sent of(List<Tensor> tensors, OutputForms forms) {
      var body =
          new InferResponseBody(new InferResponse("m", "1", Optional.empty(), tensors), forms);
      var out = new ByteArrayOutputStream();
      try {
        body.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      var bytes = out.toByteArray();
      int length = body.lengths().map(lengths -> (int) lengths.json()).orElse(bytes.length);
      var json = new String(bytes, 0, length, StandardCharsets.UTF_8);
      var inputs = "{\"inputs\":" + json.substring(json.indexOf("\"outputs\":") + 10);
      return new Sent(
          inputs.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, length, bytes.length));
    }

    Outcome<InferRequest> read() {
      return Bodies.readBinary(Bodies.concat(json, values), json.length, TensorLimits.DEFAULT);
    }
  }

  @Property(tries = 500)
  void binary_tensors_are_read_as_they_were_written(@ForAll("tensors") List<Tensor> tensors) {
    assertThat(Bodies.accepted(Sent.of(tensors, BINARY).read()).inputs()).isEqualTo(tensors);
  }

  @Property(tries = 500)
  void json_and_binary_give_the_same_tensors(@ForAll("tensorsInJson") List<Tensor> tensors) {
    var asJson = Bodies.accepted(Sent.of(tensors, OutputForms.JSON).read()).inputs();
    var asBinary = Bodies.accepted(Sent.of(tensors, BINARY).read()).inputs();
    assertThat(asBinary).isEqualTo(asJson);
  }

  @Property(tries = 500)
  void a_body_cut_anywhere_is_refused_and_never_more(
      @ForAll("tensors") List<Tensor> tensors, @ForAll("shares") double share) {
    var sent = Sent.of(tensors, BINARY);
    var whole = Bodies.concat(sent.json, sent.values);
    var cut = Arrays.copyOf(whole, (int) (whole.length * share));
    var refusal = Bodies.refused(Bodies.readBinary(cut, sent.json.length, TensorLimits.DEFAULT));
    assertThat(refusal.code().httpStatus()).isEqualTo(400);
  }

  @Property(tries = 500)
  void bytes_of_any_kind_are_read_or_refused(
      @ForAll("tensors") List<Tensor> tensors, @ForAll long seed) {
    var sent = Sent.of(tensors, BINARY);
    new Random(seed).nextBytes(sent.values);
    assertThat(sent.read()).isNotNull();
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
  Arbitrary<List<Tensor>> tensorsInJson() {
    return TensorArbitraries.of(Arbitraries.of(Datatype.values()).filter(Datatype::inJson));
  }
}
