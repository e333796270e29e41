package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InferRequestJsonPropertyTest {

  /** How a client may write a tensor. */
  enum Form {
    FLAT,
    NESTED
  }

  @Property(tries = 500)
  void a_tensor_of_any_type_and_shape_is_read_as_it_was_written(
      @ForAll("tensors") Tensor tensor, @ForAll Form form, @ForAll("orders") List<String> fields) {
    var read = Bodies.accepted(json(tensor, form, fields)).inputs().getFirst();
    assertThat(read).isEqualTo(tensor);
  }

  @Property(tries = 500)
  void what_is_written_as_an_answer_reads_as_the_same_tensor(@ForAll("tensors") Tensor tensor)
      throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    new InferResponseBody(
            new InferResponse("m", "1", java.util.Optional.empty(), List.of(tensor)),
            OutputForms.JSON)
        .write(out);
    var json = out.toString(java.nio.charset.StandardCharsets.UTF_8);
    var asRequest = "{\"inputs\":" + json.substring(json.indexOf("\"outputs\":") + 10);
    assertThat(Bodies.accepted(asRequest).inputs().getFirst()).isEqualTo(tensor);
  }

  @Property(tries = 300)
  void a_body_cut_anywhere_is_refused_and_never_more(
      @ForAll("tensors") Tensor tensor, @ForAll Form form, @ForAll("shares") double share) {
    var whole = json(tensor, form, List.of("name", "datatype", "shape", "data"));
    var cut = whole.substring(0, (int) (whole.length() * share));
    assertThat(Bodies.refused(cut).message()).isNotEmpty();
  }

  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0, 0.99);
  }

  @Provide
  Arbitrary<List<String>> orders() {
    return Arbitraries.shuffle("name", "datatype", "shape", "data");
  }

  @Provide
  Arbitrary<Tensor> tensors() {
    var shapes = Arbitraries.longs().between(0, 4).list().ofMinSize(0).ofMaxSize(4).map(Shape::new);
    var types = Arbitraries.of(Datatype.values()).filter(Datatype::inJson);
    return Combinators.combine(shapes, types, Arbitraries.longs()).as(this::tensor);
  }

  private Tensor tensor(Shape shape, Datatype type, long seed) {
    var random = new Random(seed);
    int elements = (int) shape.elements();
    if (type == Datatype.BYTES) {
      var texts = new ArrayList<String>();
      for (int i = 0; i < elements; i++) {
        texts.add(List.of("", "a\"\\\n", "ж", "😀", "\u0000").get(random.nextInt(5)));
      }
      return new Tensor.Texts("x", shape, texts);
    }
    var data = ByteBuffer.allocateDirect(elements * type.size()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      put(data, type, random);
    }
    return new Tensor.Numbers("x", type, shape, data.flip());
  }

  private static void put(ByteBuffer data, Datatype type, Random random) {
    switch (type) {
      case BOOL -> data.put((byte) random.nextInt(2));
      case UINT8, INT8 -> data.put((byte) random.nextInt());
      case UINT16, INT16 -> data.putShort((short) random.nextInt());
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
      case FP16, BF16, BYTES -> throw new AssertionError(type);
    }
  }

  private static String json(Tensor tensor, Form form, List<String> fields) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("inputs");
      json.writeStartObject();
      for (var field : fields) {
        switch (field) {
          case "name" -> json.writeStringField("name", tensor.name());
          case "datatype" -> json.writeStringField("datatype", tensor.datatype().name());
          case "shape" -> MetadataJson.shape(json, tensor.shape());
          case "data" -> {
            json.writeFieldName("data");
            data(json, tensor, form);
          }
          default -> throw new AssertionError(field);
        }
      }
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void data(JsonGenerator json, Tensor tensor, Form form) throws IOException {
    var values = new ArrayList<String>();
    switch (tensor) {
      case Tensor.Texts texts -> texts.values().forEach(text -> values.add(quoted(text)));
      case Tensor.Numbers numbers -> {
        var data = numbers.data().duplicate().order(ByteOrder.nativeOrder());
        while (data.hasRemaining()) {
          values.add(next(data, numbers.datatype()));
        }
      }
    }
    var iterator = values.iterator();
    boolean nested = form == Form.NESTED && tensor.shape().rank() > 0;
    if (nested) {
      nest(json, tensor.shape(), 0, iterator);
    } else {
      json.writeStartArray();
      while (iterator.hasNext()) {
        json.writeRawValue(iterator.next());
      }
      json.writeEndArray();
    }
  }

  private static void nest(
      JsonGenerator json, Shape shape, int depth, java.util.Iterator<String> values)
      throws IOException {
    json.writeStartArray();
    for (long i = 0; i < shape.dimension(depth); i++) {
      if (depth == shape.rank() - 1) {
        json.writeRawValue(values.next());
      } else {
        nest(json, shape, depth + 1, values);
      }
    }
    json.writeEndArray();
  }

  private static String quoted(String text) {
    return JsonText.text(json -> json.writeString(text));
  }

  private static String next(ByteBuffer data, Datatype type) {
    return switch (type) {
      case BOOL -> data.get() != 0 ? "true" : "false";
      case UINT8 -> String.valueOf(data.get() & 0xFF);
      case INT8 -> String.valueOf(data.get());
      case UINT16 -> String.valueOf(data.getShort() & 0xFFFF);
      case INT16 -> String.valueOf(data.getShort());
      case UINT32 -> Integer.toUnsignedString(data.getInt());
      case INT32 -> String.valueOf(data.getInt());
      case UINT64 -> Long.toUnsignedString(data.getLong());
      case INT64 -> String.valueOf(data.getLong());
      case FP32 -> String.valueOf(data.getFloat()).toLowerCase(Locale.ROOT);
      case FP64 -> String.valueOf(data.getDouble()).toLowerCase(Locale.ROOT);
      case FP16, BF16, BYTES -> throw new AssertionError(type);
    };
  }
}
