package dev.steward.protocol.oip;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an {@link InferRequest}. */
public final class InferRequestJson {

  private static final int MAX_ID = 256;
  private static final int MAX_TENSOR_NAME = 256;

  private InferRequestJson() {}

  /**
   * Reads a request's body.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<InferRequest> read(InputStream body, TensorLimits limits)
      throws IOException {
    return JsonReader.document(
        body, limits.textLength(), json -> new Reading(json, limits).request());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final TensorLimits limits;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final HashSet<String> inputNames = new HashSet<>();
    private @Nullable String id;
    private long elementsLeft;

    Reading(JsonReader json, TensorLimits limits) {
      this.json = json;
      this.limits = limits;
      this.elementsLeft = limits.elements();
    }

    InferRequest request() throws IOException {
      json.object(name -> {
        switch (name) {
          case "id" -> id = json.string(MAX_ID);
          case "parameters" -> Parameters.read(json);
          case "inputs" -> json.array(this::input);
          case "outputs" -> json.array(this::output);
          default -> throw json.unknown("id, parameters, inputs, outputs");
        }
      });
      if (inputs.isEmpty()) {
        throw json.missing("inputs", "send at least one input");
      }
      return new InferRequest(Optional.ofNullable(id), inputs, outputs);
    }

    private void input() throws IOException {
      if (inputs.size() == limits.tensors()) {
        throw tooMany("inputs");
      }
      var tensor = new TensorReading(json, limits, elementsLeft).tensor();
      if (!inputNames.add(tensor.name())) {
        throw json.refused(
            "there is another input \"" + tensor.name() + "\"", "send each input once");
      }
      elementsLeft -= tensor.shape().elements() * weight(tensor.datatype());
      inputs.add(tensor);
    }

    private void output() throws IOException {
      if (outputs.size() == limits.tensors()) {
        throw tooMany("outputs");
      }
      var output = new String[1];
      json.object(name -> {
        switch (name) {
          case "name" -> output[0] = json.string(MAX_TENSOR_NAME);
          case "parameters" -> Parameters.read(json);
          default -> throw json.unknown("name, parameters");
        }
      });
      if (output[0] == null) {
        throw json.missing("name", "name the output");
      }
      if (outputs.contains(output[0])) {
        throw json.refused("\"" + output[0] + "\" stands twice", "ask for each output once");
      }
      outputs.add(output[0]);
    }

    private IOException tooMany(String what) throws IOException {
      return json.refused(
          ErrorCode.REQUEST_TOO_LARGE,
          "more than " + limits.tensors() + " " + what,
          "send at most " + limits.tensors());
    }
  }

  /** A text costs the memory of about 16 numbers. */
  private static long weight(Datatype datatype) {
    return datatype == Datatype.BYTES ? 16 : 1;
  }

  /** Reads one input; its fields may stand in any order. */
  private static final class TensorReading {
    private final JsonReader json;
    private final TensorLimits limits;
    private final long elementsLeft;
    private @Nullable String name;
    private @Nullable Datatype datatype;
    private @Nullable Shape shape;
    private @Nullable TensorValues values;
    private byte @Nullable [] kept;
    private String dataField = "";

    TensorReading(JsonReader json, TensorLimits limits, long elementsLeft) {
      this.json = json;
      this.limits = limits;
      this.elementsLeft = elementsLeft;
    }

    Tensor tensor() throws IOException {
      json.object(field -> {
        switch (field) {
          case "name" -> name = json.string(MAX_TENSOR_NAME);
          case "datatype" -> datatype = datatype();
          case "shape" -> shape = shape();
          case "data" -> data();
          case "parameters" -> Parameters.read(json);
          default -> throw json.unknown("name, shape, datatype, parameters, data");
        }
      });
      if (name == null) {
        throw json.missing("name", "name the input");
      }
      if (datatype == null) {
        throw json.missing("datatype", "use one of " + Datatype.names());
      }
      if (shape == null) {
        throw json.missing("shape", "send the lengths of the dimensions, such as [1,16]");
      }
      if (kept != null) {
        checkSize(datatype, shape);
        values = readKept(kept, datatype, shape);
      }
      if (values == null) {
        throw json.missing("data", "send the values");
      }
      return values.tensor(name);
    }

    private void data() throws IOException {
      if (datatype != null && shape != null) {
        checkSize(datatype, shape);
        values = TensorValues.read(json, datatype, shape);
      } else {
        dataField = json.field();
        kept = json.keep();
      }
    }

    private TensorValues readKept(byte[] bytes, Datatype type, Shape lengths) throws IOException {
      return JsonReader.kept(
          bytes, dataField, limits.textLength(), again -> TensorValues.read(again, type, lengths));
    }

    private void checkSize(Datatype type, Shape lengths) throws IOException {
      if (lengths.elements() > elementsLeft / weight(type)) {
        throw json.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            "shape %s makes more values in one request than taken: %d, or %d texts"
                .formatted(lengths, limits.elements(), limits.elements() / weight(Datatype.BYTES)),
            "send fewer at a time");
      }
    }

    private Datatype datatype() throws IOException {
      var text = json.string(32);
      var found = Datatype.named(text);
      if (found.isEmpty()) {
        throw json.refused("\"" + text + "\" is no datatype", "use one of " + Datatype.names());
      }
      if (!found.get().inJson()) {
        throw json.refused(
            ErrorCode.INVALID_TENSOR,
            text + " needs the extension for binary tensors, which this server doesn't have",
            "send FP32 to a model that takes it");
      }
      return found.get();
    }

    private Shape shape() throws IOException {
      var lengths = new ArrayList<Long>();
      json.array(() -> {
        lengths.add(json.integer(0, Long.MAX_VALUE));
        if (lengths.size() > limits.rank()) {
          throw json.refused(
              ErrorCode.REQUEST_TOO_LARGE,
              "more than " + limits.rank() + " dimensions",
              "send at most " + limits.rank());
        }
      });
      return new Shape(lengths);
    }
  }
}
