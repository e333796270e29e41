package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
    return tensorsOf(Arbitraries.of(Datatype.values()));
  }

  @Provide
  Arbitrary<List<Tensor>> tensorsInJson() {
    return tensorsOf(Arbitraries.of(Datatype.values()).filter(Datatype::inJson));
  }

  private static Arbitrary<List<Tensor>> tensorsOf(Arbitrary<Datatype> types) {
    var shapes = Arbitraries.longs().between(0, 4).list().ofMinSize(0).ofMaxSize(3).map(Shape::new);
    var tensor = Combinators.combine(shapes, types, Arbitraries.longs()).as(Described::new);
    return tensor
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(described -> {
          var tensors = new ArrayList<Tensor>();
          for (var each : described) {
            tensors.add(each.tensor("x" + tensors.size()));
          }
          return tensors;
        });
  }

  /** What a tensor is made of. */
  private record Described(Shape shape, Datatype type, long seed) {

    Tensor tensor(String name) {
      var random = new Random(seed);
      int elements = (int) shape.elements();
      if (type == Datatype.BYTES) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < elements; i++) {
          texts.add(List.of("", "a\"\\\n", "ж", "😀", "\u0000").get(random.nextInt(5)));
        }
        return new Tensor.Texts(name, shape, texts);
      }
      var data = ByteBuffer.allocateDirect(elements * type.size()).order(ByteOrder.nativeOrder());
      for (int i = 0; i < elements; i++) {
        put(data, random);
      }
      return new Tensor.Numbers(name, type, shape, data.flip());
    }

    private void put(ByteBuffer data, Random random) {
      switch (type) {
        case BOOL -> data.put((byte) random.nextInt(2));
        case UINT8, INT8 -> data.put((byte) random.nextInt());
        case UINT16, INT16, FP16, BF16 -> data.putShort((short) random.nextInt());
        case UINT32, INT32 -> data.putInt(random.nextInt());
        case UINT64, INT64 -> data.putLong(random.nextLong());
        case FP32 -> {
          float number = Float.intBitsToFloat(random.nextInt());
          data.putFloat(Float.isFinite(number) ? number : -0.0f);
        }
        case FP64 -> {
          double number = Double.longBitsToDouble(random.nextLong());
          data.putDouble(Double.isFinite(number) ? number : Double.MIN_VALUE);
        }
        case BYTES -> throw new AssertionError(type);
      }
    }
  }
}
