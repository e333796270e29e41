package dev.steward.protocol.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Writes the JSON of an {@link InferResponse}; data are flat. */
final class InferResponseJson {

  private InferResponseJson() {}

  /**
   * Writes {@code response} to {@code out}, which stays open.
   *
   * @param binary what follows the JSON, by the outputs' names
   */
  static void write(OutputStream out, InferResponse response, Map<String, BinaryOutput> binary)
      throws IOException {
    JsonText.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("model_name", response.model());
          json.writeStringField("model_version", response.version());
          if (response.id().isPresent()) {
            json.writeStringField("id", response.id().get());
          }
          json.writeArrayFieldStart("outputs");
          for (var output : response.outputs()) {
            write(json, output, Optional.ofNullable(binary.get(output.name())));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Tensor tensor, Optional<BinaryOutput> binary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tensor.name());
    json.writeStringField("datatype", tensor.datatype().name());
    MetadataJson.shape(json, tensor.shape());
    if (binary.isPresent()) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField(Parameters.SIZE, binary.get().size());
      json.writeEndObject();
    } else {
      data(json, tensor);
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Tensor tensor) throws IOException {
    json.writeArrayFieldStart("data");
    switch (tensor) {
      case Tensor.Texts texts -> {
        for (var text : texts.values()) {
          json.writeString(text);
        }
      }
      case Tensor.Numbers numbers -> write(json, numbers);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Tensor.Numbers tensor) throws IOException {
    var data = tensor.data().duplicate().order(tensor.data().order());
    while (data.hasRemaining()) {
      writeNext(json, tensor.datatype(), data);
    }
  }

  private static void writeNext(JsonGenerator json, Datatype datatype, ByteBuffer data)
      throws IOException {
    switch (datatype) {
      case BOOL -> json.writeBoolean(data.get() != 0);
      case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
      case INT8 -> json.writeNumber((int) data.get());
      case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort()));
      case INT16 -> json.writeNumber((int) data.getShort());
      case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt()));
      case INT32 -> json.writeNumber(data.getInt());
      case UINT64 -> json.writeNumber(Long.toUnsignedString(data.getLong()));
      case INT64 -> json.writeNumber(data.getLong());
      case FP32 -> json.writeNumber(data.getFloat());
      case FP64 -> json.writeNumber(data.getDouble());
      // As doubles, whose shortest decimals are exactly these values when they are read again.
      case FP16 -> json.writeNumber((double) Float.float16ToFloat(data.getShort()));
      case BF16 -> json.writeNumber((double) Float.intBitsToFloat(data.getShort() << 16));
      case BYTES -> throw new IllegalArgumentException("texts are no numbers");
    }
  }
}
