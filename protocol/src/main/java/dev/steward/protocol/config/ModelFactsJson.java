package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.error.Outcome;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.TensorFacts;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link ModelFacts} as JSON, the termination message of a runtime that was asked for them.
 *
 * <p>Example: {@code {"nodes": 12, "weights": 4, "bytes": 1024, "inputs": [["x","FP32","[-1,16]"]],
 * "outputs": […], "layers": [[2048,512,64], …]}}; a layer is its work for one row in FLOP, its
 * bytes of weights, and the bytes that go on from it for one row. Whatever the model, it is within
 * the {@value #MAX_TEXT} bytes that Kubernetes keeps.
 */
public final class ModelFactsJson {

  /** The longest there is. */
  public static final int MAX_TEXT = 4096;

  private static final String FIELDS = "nodes, weights, bytes, inputs, outputs, layers";

  /** Beyond, numbers aren't told apart: they are past any machine, and would need the room. */
  private static final long MOST = 999_999_999_999L;

  private ModelFactsJson() {}

  /** The facts as JSON, without line breaks, in ASCII. */
  public static String write(ModelFacts facts) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeNumberField("nodes", facts.nodes());
      json.writeNumberField("weights", facts.weights());
      json.writeNumberField("bytes", facts.weightBytes().count());
      tensors(json, "inputs", facts.inputs());
      tensors(json, "outputs", facts.outputs());
      json.writeArrayFieldStart("layers");
      for (var layer : facts.layers()) {
        json.writeStartArray();
        json.writeNumber(Math.min(MOST, layer.work().flops()));
        json.writeNumber(Math.min(MOST, layer.weights().count()));
        json.writeNumber(Math.min(MOST, layer.crossing().count()));
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void tensors(JsonGenerator json, String field, List<TensorFacts> tensors)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (var tensor : tensors) {
      json.writeStartArray();
      json.writeString(tensor.name());
      json.writeString(tensor.datatype());
      json.writeString(tensor.shape());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Reads what {@link #write} wrote; a tenant's pod can write anything instead. */
  public static Checked<ModelFacts> read(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT) {
      return wrong("they have " + bytes.length + " bytes");
    }
    try {
      return switch (JsonReader.document(new ByteArrayInputStream(bytes), ModelFactsJson::read)) {
        case Outcome.Done<ModelFacts>(var facts) -> Checked.valid(facts);
        case Outcome.Refused<ModelFacts>(var refusal) -> wrong(refusal.message());
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Checked<ModelFacts> wrong(String problem) {
    return new Checked.Invalid<>(
        new Violation("model facts", problem, "write them as the runtime does: fields " + FIELDS));
  }

  private static ModelFacts read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "nodes" -> read.nodes = (int) json.integer(1, Integer.MAX_VALUE);
        case "weights" -> read.weights = (int) json.integer(0, Integer.MAX_VALUE);
        case "bytes" -> read.bytes = new Bytes(json.integer(0, Long.MAX_VALUE));
        case "inputs" -> read.inputs = tensors(json);
        case "outputs" -> read.outputs = tensors(json);
        case "layers" -> read.layers = layers(json);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (read.nodes == 0 || read.layers.isEmpty()) {
      throw json.missing(read.nodes == 0 ? "nodes" : "layers", "add it");
    }
    return new ModelFacts(
        read.nodes, read.weights, read.bytes, read.inputs, read.outputs, read.layers);
  }

  private static List<TensorFacts> tensors(JsonReader json) throws IOException {
    var tensors = new ArrayList<TensorFacts>();
    json.array(() -> {
      if (tensors.size() == ModelFacts.MAX_TENSORS) {
        throw json.refused("there are more tensors", "send at most " + ModelFacts.MAX_TENSORS);
      }
      var parts = new ArrayList<String>();
      json.array(() -> {
        if (parts.size() == 3) {
          throw json.refused("a tensor has more parts", "send name, datatype and shape");
        }
        parts.add(json.string(TensorFacts.MAX_NAME));
      });
      if (parts.size() != 3) {
        throw json.refused("a part is missing", "send name, datatype and shape");
      }
      tensors.add(new TensorFacts(parts.get(0), parts.get(1), parts.get(2)));
    });
    return tensors;
  }

  private static List<LayerFacts> layers(JsonReader json) throws IOException {
    var layers = new ArrayList<LayerFacts>();
    json.array(() -> {
      if (layers.size() == ModelFacts.MAX_LAYERS) {
        throw json.refused("there are more layers", "send at most " + ModelFacts.MAX_LAYERS);
      }
      var parts = new ArrayList<Long>();
      json.array(() -> {
        if (parts.size() == 3) {
          throw json.refused("a layer has more parts", "send work, weights and crossing");
        }
        parts.add(json.integer(0, MOST));
      });
      if (parts.size() != 3) {
        throw json.refused("a part is missing", "send work, weights and crossing");
      }
      layers.add(
          new LayerFacts(new Work(parts.get(0)), new Bytes(parts.get(1)), new Bytes(parts.get(2))));
    });
    return layers;
  }

  /** What was read so far. */
  private static final class Fields {
    int nodes;
    int weights;
    Bytes bytes = Bytes.ZERO;
    List<TensorFacts> inputs = List.of();
    List<TensorFacts> outputs = List.of();
    List<LayerFacts> layers = List.of();
  }
}
