package dev.steward.protocol.oip;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one input of a request's JSON; its fields may stand in any order. */
final class InputReading {

  private static final int MAX_TENSOR_NAME = 256;

  private final JsonReader json;
  private final InferRequestJson.Rest rest;
  private final TensorLimits limits;
  private final long elementsLeft;
  private @Nullable String name;
  private @Nullable Datatype datatype;
  private @Nullable Shape shape;
  private @Nullable TensorValues values;
  private @Nullable Long binarySize;
  private byte @Nullable [] kept;
  private String dataField = "";

  /**
   * Reads the object that {@code json} stands on.
   *
   * @param elementsLeft how many values it may have
   */
  InputReading(
      JsonReader json, InferRequestJson.Rest rest, TensorLimits limits, long elementsLeft) {
    this.json = json;
    this.rest = rest;
    this.limits = limits;
    this.elementsLeft = elementsLeft;
  }

  SentInput input() throws IOException {
    json.object(field -> {
      switch (field) {
        case "name" -> name = json.string(MAX_TENSOR_NAME);
        case "datatype" -> datatype = datatype();
        case "shape" -> shape = shape();
        case "data" -> data();
        case "parameters" ->
            Parameters.read(json, Map.of(Parameters.SIZE, () -> binarySize = binarySize()));
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
    return binarySize == null
        ? new SentInput.Whole(inJson(name, datatype, shape))
        : announced(name, datatype, shape, binarySize);
  }

  private Tensor inJson(String called, Datatype type, Shape lengths) throws IOException {
    if (kept != null) {
      checkSize(type, lengths);
      checkInJson(type, dataField);
      values = readKept(kept, type, lengths);
    }
    if (values == null) {
      throw json.missing("data", type.inJson() ? "send the values" : asBinary());
    }
    return values.tensor(called);
  }

  private SentInput announced(String called, Datatype type, Shape lengths, long bytes)
      throws IOException {
    if (values != null || kept != null) {
      throw refused(
          ErrorCode.INVALID_REQUEST,
          json.field() + ".data",
          "there is " + Parameters.SIZE + " too",
          "send the values either as JSON or as binary");
    }
    checkSize(type, lengths);
    long needed = lengths.elements() * (type == Datatype.BYTES ? Integer.BYTES : type.size());
    if (type == Datatype.BYTES ? bytes < needed : bytes != needed) {
      throw refused(
          ErrorCode.INVALID_TENSOR,
          json.field() + ".parameters." + Parameters.SIZE,
          "%d bytes, %s%s needs %s%d"
              .formatted(bytes, type, lengths, type == Datatype.BYTES ? "at least " : "", needed),
          type == Datatype.BYTES
              ? "send each text after its length in 4 bytes"
              : "send " + type.size() + " bytes for each value");
    }
    return new SentInput.Announced(json.field(), called, type, lengths, bytes);
  }

  private void data() throws IOException {
    if (datatype != null && shape != null) {
      checkSize(datatype, shape);
      checkInJson(datatype, json.field());
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

  private long binarySize() throws IOException {
    long bytes = json.integer(0, Long.MAX_VALUE);
    if (bytes > 0 && rest == InferRequestJson.Rest.NOTHING) {
      throw json.refused(
          "the request has no header " + InferRequestBody.HEADER,
          "send how many bytes of the body are JSON in it");
    }
    return bytes;
  }

  private void checkSize(Datatype type, Shape lengths) throws IOException {
    if (lengths.elements() > elementsLeft / TensorLimits.weight(type)) {
      throw json.refused(
          ErrorCode.REQUEST_TOO_LARGE,
          "shape %s makes more values in one request than taken: %d, or %d texts"
              .formatted(
                  lengths,
                  limits.elements(),
                  limits.elements() / TensorLimits.weight(Datatype.BYTES)),
          "send fewer at a time");
    }
  }

  private void checkInJson(Datatype type, String field) throws IOException {
    if (!type.inJson()) {
      throw refused(ErrorCode.INVALID_TENSOR, field, type + " isn't read from JSON", asBinary());
    }
  }

  private static String asBinary() {
    return "send the values as binary, with parameters." + Parameters.SIZE;
  }

  private static IOException refused(ErrorCode code, String field, String problem, String remedy) {
    return new RefusedException(Refusal.of(code, new Violation(field, problem, remedy)));
  }

  private Datatype datatype() throws IOException {
    var text = json.string(32);
    var found = Datatype.named(text);
    if (found.isEmpty()) {
      throw json.refused("\"" + text + "\" is no datatype", "use one of " + Datatype.names());
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
