package dev.steward.protocol.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.util.List;

/** Writes what a server says of itself and of its models. */
public final class MetadataJson {

  private MetadataJson() {}

  /** The body of {@code GET /v2}. */
  public static byte[] write(ServerMetadata server) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("name", server.name());
      json.writeStringField("version", server.version());
      strings(json, "extensions", server.extensions());
      json.writeEndObject();
    });
  }

  /** The body of {@code GET /v2/models/MODEL}. */
  public static byte[] write(ModelMetadata model) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("name", model.name());
      strings(json, "versions", model.versions());
      json.writeStringField("platform", model.platform());
      tensors(json, "inputs", model.inputs());
      tensors(json, "outputs", model.outputs());
      json.writeEndObject();
    });
  }

  /** The body of {@code GET /v2/health/live}: {@code {"live": true}}. */
  public static byte[] live() {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeBooleanField("live", true);
      json.writeEndObject();
    });
  }

  /** The body of {@code GET /v2/health/ready}. */
  public static byte[] ready() {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeBooleanField("ready", true);
      json.writeEndObject();
    });
  }

  /** The body of {@code GET /v2/models/MODEL/ready}. */
  public static byte[] ready(String model) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("name", model);
      json.writeBooleanField("ready", true);
      json.writeEndObject();
    });
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void tensors(JsonGenerator json, String name, List<TensorMetadata> tensors)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var tensor : tensors) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      json.writeStringField("datatype", tensor.datatype().name());
      shape(json, tensor.shape());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void shape(JsonGenerator json, Shape shape) throws IOException {
    json.writeArrayFieldStart("shape");
    for (long dimension : shape.dimensions()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
  }
}
