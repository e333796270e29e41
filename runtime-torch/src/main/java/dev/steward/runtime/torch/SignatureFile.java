package dev.steward.runtime.torch;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.beside.SideFiles;
import dev.steward.runtime.engine.Signature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and gives, which TorchScript doesn't say: {@value #NAME} beside it, written as
 * the protocol writes a model's metadata.
 *
 * <p>Example: {@code {"inputs": [{"name": "INPUT__0", "datatype": "FP32", "shape": [-1, 16]}],
 * "outputs": [{"name": "OUTPUT__0", "datatype": "FP32", "shape": [-1, 3]}]}}. Inputs stand in the
 * order of {@code forward}'s arguments; -1 is any length.
 */
final class SignatureFile {

  static final String NAME = "signature.json";

  private static final int MOST_TENSORS = 1_000;
  private static final int MOST_DIMENSIONS = 64;
  private static final String FIELDS = "inputs, outputs";
  private static final String PARTS = "name, datatype, shape";

  private @Nullable List<TensorMetadata> inputs;
  private @Nullable List<TensorMetadata> outputs;

  private SignatureFile() {}

  /**
   * Reads it.
   *
   * @param model the file that it lies beside
   * @throws LoadException when it is absent or says something else
   */
  static Signature of(Path model) throws LoadException {
    var file = new SignatureFile();
    if (!new SideFiles(model.toAbsolutePath().resolveSibling("")).whole(NAME, file::read)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          "beside %s there is no %s, and TorchScript doesn't say what a model takes and gives"
              .formatted(model.getFileName(), NAME),
          "write it as {\"inputs\": [{\"name\": \"INPUT__0\", \"datatype\": \"FP32\", \"shape\": [-1,"
              + " 16]}], \"outputs\": [{\"name\": \"OUTPUT__0\", …}]}, inputs in the order of"
              + " forward's arguments");
    }
    return new Signature(file.given(file.inputs), file.given(file.outputs));
  }

  /** {@link #read} has made sure of both. */
  private List<TensorMetadata> given(@Nullable List<TensorMetadata> tensors) {
    if (tensors == null) {
      throw new IllegalStateException(NAME + " wasn't read");
    }
    return tensors;
  }

  private void read(JsonReader json) throws IOException {
    json.object(name -> {
      switch (name) {
        case "inputs" -> inputs = tensors(json);
        case "outputs" -> outputs = tensors(json);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (inputs == null) {
      throw json.missing("inputs", "list what forward takes");
    }
    if (outputs == null) {
      throw json.missing("outputs", "list what forward gives");
    }
  }

  private static List<TensorMetadata> tensors(JsonReader json) throws IOException {
    var tensors = new ArrayList<TensorMetadata>();
    var names = new HashSet<String>();
    json.array(() -> {
      if (tensors.size() == MOST_TENSORS) {
        throw json.refused("there are more than " + MOST_TENSORS + " tensors", "list fewer");
      }
      var tensor = tensor(json);
      if (!names.add(tensor.name())) {
        throw json.refused(
            "the name \"" + tensor.name() + "\" stands twice", "give each one of its own");
      }
      tensors.add(tensor);
    });
    if (tensors.isEmpty()) {
      throw json.refused("the list is empty", "list at least one tensor");
    }
    return tensors;
  }

  private static TensorMetadata tensor(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(field -> {
      switch (field) {
        case "name" -> read.name = json.string(JsonReader.MAX_NAME);
        case "datatype" -> read.datatype = datatype(json);
        case "shape" -> read.shape = shape(json);
        default -> throw json.unknown(PARTS);
      }
    });
    if (read.name == null || read.name.isEmpty()) {
      throw json.missing("name", "name it, like INPUT__0");
    }
    if (read.datatype == null) {
      throw json.missing("datatype", "write one of " + TorchTypes.NAMES);
    }
    if (read.shape == null) {
      throw json.missing("shape", "write it like [-1, 16], where -1 is any length");
    }
    return new TensorMetadata(read.name, read.datatype, read.shape);
  }

  private static Datatype datatype(JsonReader json) throws IOException {
    var text = json.string(16);
    return Datatype.named(text)
        .filter(datatype -> TorchTypes.torch(datatype).isPresent())
        .orElseThrow(() ->
            json.refused(
                "\"" + text + "\" is no datatype of PyTorch", "write one of " + TorchTypes.NAMES));
  }

  private static Shape shape(JsonReader json) throws IOException {
    var lengths = new ArrayList<Long>();
    json.array(() -> {
      if (lengths.size() == MOST_DIMENSIONS) {
        throw json.refused("there are more than 64 dimensions", "write fewer");
      }
      lengths.add(json.integer(-1, Integer.MAX_VALUE));
    });
    return new Shape(lengths);
  }

  /** What was read of a tensor so far. */
  private static final class Fields {
    @Nullable String name;
    @Nullable Datatype datatype;
    @Nullable Shape shape;
  }
}
