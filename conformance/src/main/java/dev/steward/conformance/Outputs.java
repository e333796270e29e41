package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outputs of an answer, as they are compared.
 *
 * @param wrong what an answer has that no answer may have; nothing else is known of it then
 */
record Outputs(Map<String, Output> all, Optional<String> wrong) {

  /** One output. */
  record Output(Datatype datatype, List<Long> shape, List<Object> values) {}

  private static Outputs wrong(String what) {
    return new Outputs(Map.of(), Optional.of(what));
  }

  /** Those of a REST answer. */
  static Outputs of(RestAnswer answer) {
    if (answer.status() != 200 || !answer.json().path("outputs").isArray()) {
      return wrong("no outputs: " + answer.shown());
    }
    var all = new LinkedHashMap<String, Output>();
    var binary = answer.values().duplicate();
    for (var json : answer.json().path("outputs")) {
      var name = json.path("name").asText("");
      var datatype = Datatype.named(json.path("datatype").asText());
      var shape = shape(json.path("shape"));
      if (datatype.isEmpty() || shape.isEmpty()) {
        return wrong("an output without datatype or shape: " + json);
      }
      var values = values(datatype.get(), json, binary);
      if (values.isEmpty()) {
        return wrong("output \"" + name + "\" has values that aren't its datatype's");
      }
      all.put(name, new Output(datatype.get(), shape.get(), values.get()));
    }
    return binary.hasRemaining()
        ? wrong(binary.remaining() + " bytes are left after all outputs")
        : counted(all);
  }

  private static Optional<List<Object>> values(
      Datatype datatype, JsonNode json, ByteBuffer binary) {
    var size = json.path("parameters").path("binary_data_size");
    if (!size.isNumber()) {
      return Values.ofJson(datatype, json.path("data"));
    }
    if (size.asInt() > binary.remaining()) {
      return Optional.empty();
    }
    var own = binary.slice(binary.position(), size.asInt());
    binary.position(binary.position() + size.asInt());
    return Values.ofRaw(datatype, own);
  }

  private static Optional<List<Long>> shape(JsonNode json) {
    var shape = new ArrayList<Long>();
    for (var length : json) {
      if (!length.isIntegralNumber() || length.longValue() < 0) {
        return Optional.empty();
      }
      shape.add(length.longValue());
    }
    return json.isArray() ? Optional.of(shape) : Optional.empty();
  }

  /** Those of a gRPC answer. */
  static Outputs of(Grpc.Ended<ModelInferResponse> ended) {
    if (ended.answer().isEmpty()) {
      return wrong("no answer: " + ended.shown());
    }
    var answer = ended.answer().get();
    var raw = answer.getRawOutputContentsList();
    if (!raw.isEmpty() && raw.size() != answer.getOutputsCount()) {
      return wrong(
          "%d raw_output_contents for %d outputs".formatted(raw.size(), answer.getOutputsCount()));
    }
    var all = new LinkedHashMap<String, Output>();
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      var output = answer.getOutputs(i);
      var datatype = Datatype.named(output.getDatatype());
      var values =
          datatype.flatMap(type ->
              answer.getRawOutputContentsCount() == 0
                  ? Values.ofTyped(type, output.getContents())
                  : Values.ofRaw(type, outputBytes(answer, all.size())));
      if (values.isEmpty() || output.getShapeList().stream().anyMatch(length -> length < 0)) {
        return wrong("output \"" + output.getName() + "\" can't be read as its datatype");
      }
      all.put(output.getName(), new Output(datatype.get(), output.getShapeList(), values.get()));
    }
    return counted(all);
  }

  private static ByteBuffer outputBytes(ModelInferResponse answer, int index) {
    return answer.getRawOutputContents(index).asReadOnlyByteBuffer();
  }

  private static Outputs counted(Map<String, Output> all) {
    for (var entry : all.entrySet()) {
      var output = entry.getValue();
      long needed = output.shape().stream().reduce(1L, (a, b) -> a * b);
      if (output.values().size() != needed) {
        return wrong(
            "output \"%s\" has %d values for shape %s"
                .formatted(entry.getKey(), output.values().size(), output.shape()));
      }
    }
    return new Outputs(all, Optional.empty());
  }

  /** One of them. */
  Optional<Output> named(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /** What of them isn't as the model's metadata say. */
  Optional<String> notAs(List<TensorMetadata> declared) {
    if (wrong.isPresent()) {
      return wrong;
    }
    for (var output : declared) {
      var seen = all.get(output.name());
      if (seen == null) {
        return Optional.of("no output \"" + output.name() + "\", but " + all.keySet());
      }
      if (seen.datatype() != output.datatype() || !output.shape().takes(new Shape(seen.shape()))) {
        return Optional.of(
            "%s %s%s where the metadata say %s"
                .formatted(output.name(), seen.datatype(), seen.shape(), output));
      }
    }
    return all.size() == declared.size()
        ? Optional.empty()
        : Optional.of("outputs that the metadata don't have: " + all.keySet());
  }

  /** For messages. */
  String shown() {
    var text = wrong.orElseGet(all::toString);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
