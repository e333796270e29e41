package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The server that is looked at, and what is known of its model.
 *
 * @param grpc where the server has a gRPC side that is to be looked at
 */
record Subject(
    Rest rest,
    Optional<Grpc> grpc,
    String model,
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  Subject {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Finds the model and reads its metadata.
   *
   * @param model its name, where it is known
   * @throws UnfitException if there is no model that requests can be made for
   */
  static Subject find(Rest rest, Optional<Grpc> grpc, Optional<String> model)
      throws IOException, InterruptedException, UnfitException {
    var name = model.isPresent() ? model.get() : named(rest, grpc);
    var answer = rest.get(Rest.model(name));
    if (answer.status() != 200) {
      throw new UnfitException(
          "GET %s answers %s; name a model that is there"
              .formatted(Rest.model(name), answer.shown()));
    }
    return new Subject(
        rest,
        grpc,
        name,
        tensors(name, "inputs", answer.json()),
        tensors(name, "outputs", answer.json()));
  }

  /** By what servers have beyond the protocol, which has no list of models. */
  private static String named(Rest rest, Optional<Grpc> grpc)
      throws IOException, InterruptedException, UnfitException {
    var openAi = rest.get("/v1/models").json().path("data").path(0).path("id");
    if (openAi.isTextual()) {
      return openAi.textValue();
    }
    var triton = rest.post("/v2/repository/index", "{}").json().path(0).path("name");
    if (triton.isTextual()) {
      return triton.textValue();
    }
    if (grpc.isPresent()) {
      var index =
          grpc.get()
              .call(
                  OpenInferenceMethods.REPOSITORY_INDEX,
                  RepositoryIndexRequest.getDefaultInstance());
      if (index.answer().isPresent() && index.answer().get().getModelsCount() > 0) {
        return index.answer().get().getModels(0).getName();
      }
    }
    throw new UnfitException("the server has no list of models; name the model");
  }

  private static List<TensorMetadata> tensors(String model, String kind, JsonNode metadata)
      throws UnfitException {
    var tensors = new ArrayList<TensorMetadata>();
    for (var tensor : metadata.path(kind)) {
      var datatype = Datatype.named(tensor.path("datatype").asText());
      var shape = new ArrayList<Long>();
      tensor.path("shape").forEach(length -> shape.add(Math.max(-1, length.asLong())));
      if (datatype.isEmpty() || !tensor.path("name").isTextual()) {
        throw new UnfitException(
            "the metadata of \"%s\" have %s %s, which has no name or no datatype of the protocol"
                .formatted(model, kind, tensor));
      }
      tensors.add(
          new TensorMetadata(tensor.path("name").asText(), datatype.get(), new Shape(shape)));
    }
    if (tensors.isEmpty()) {
      throw new UnfitException("the metadata of \"%s\" have no %s".formatted(model, kind));
    }
    return tensors;
  }

  /** Values for each of the inputs. */
  List<Sample> samples() {
    return inputs.stream().map(Sample::of).toList();
  }

  /** Whether its requests can be JSON. */
  boolean inJson() {
    return samples().stream().allMatch(Sample::inJson);
  }

  String inferPath() {
    return Rest.model(model) + "/infer";
  }

  /** A good request. */
  ObjectNode request() {
    return request(samples().stream().map(Sample::flat).toList());
  }

  ObjectNode request(List<ObjectNode> withValues) {
    var json = JSON.objectNode();
    json.putArray("inputs").addAll(withValues);
    return json;
  }

  /** A good message, its values raw. */
  ModelInferRequest.Builder rawMessage() {
    var message = ModelInferRequest.newBuilder().setModelName(model);
    for (var sample : samples()) {
      message.addInputs(sample.message()).addRawInputContents(ByteString.copyFrom(sample.raw()));
    }
    return message;
  }

  /** A good message, its values in the fields of their datatypes. */
  ModelInferRequest.Builder typedMessage() {
    var message = ModelInferRequest.newBuilder().setModelName(model);
    samples().forEach(sample -> message.addInputs(sample.typed()));
    return message;
  }
}
