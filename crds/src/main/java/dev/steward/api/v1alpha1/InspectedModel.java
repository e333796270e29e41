package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.Digest;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.TensorFacts;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link ModelFacts} as a status keeps them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InspectedModel(
    @Size(max = 64)
        @JsonPropertyDescription(
            "A hash of what was read: the model's address, digest and task, and the image that read"
                + " it. Facts of something else aren't used.")
        String inspected,
    @Size(max = 71)
        @JsonPropertyDescription("The digest that the model's bytes had, if one was asked for.")
        @Nullable String digest,
    @Min(1) @JsonPropertyDescription("Operations of its graph.") int nodes,
    @Min(0) @JsonPropertyDescription("Tensors of weights.") int weights,
    @Min(0) @JsonPropertyDescription("Bytes of all of them, each counted once.") long weightBytes,
    @Size(max = ModelFacts.MAX_TENSORS) @JsonPropertyDescription("What it takes.")
        List<Tensor> inputs,
    @Size(max = ModelFacts.MAX_TENSORS) @JsonPropertyDescription("What it gives.")
        List<Tensor> outputs,
    @Size(min = 1, max = ModelFacts.MAX_LAYERS)
        @JsonPropertyDescription("Its layers, in the order in which they are computed.")
        List<Layer> layers) {

  public InspectedModel {
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    layers = layers == null ? List.of() : List.copyOf(layers);
  }

  /** One input or output. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Tensor(
      @Size(max = TensorFacts.MAX_NAME) @JsonPropertyDescription("Its name.") String name,
      @Size(max = 12) @JsonPropertyDescription("Its datatype, such as FP32.") String datatype,
      @Size(max = 40) @JsonPropertyDescription("Its shape, where -1 is any length.")
          String shape) {}

  /** A part of the model that is cut no further. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Layer(
      @Min(0) @JsonPropertyDescription("Floating-point operations for one row, estimated.")
          long work,
      @Min(0) @JsonPropertyDescription("Bytes of weights that it uses.") long weights,
      @Min(0) @JsonPropertyDescription("Bytes that go on from it for one row.") long crossing) {}

  /**
   * What is stored of {@code facts}.
   *
   * @param inspected a hash of what was read
   */
  public static InspectedModel of(String inspected, Optional<Digest> digest, ModelFacts facts) {
    return new InspectedModel(
        inspected,
        digest.map(Digest::text).orElse(null),
        facts.nodes(),
        facts.weights(),
        facts.weightBytes().count(),
        tensors(facts.inputs()),
        tensors(facts.outputs()),
        facts.layers().stream()
            .map(layer ->
                new Layer(layer.work().flops(), layer.weights().count(), layer.crossing().count()))
            .toList());
  }

  private static List<Tensor> tensors(List<TensorFacts> tensors) {
    return tensors.stream()
        .map(tensor -> new Tensor(tensor.name(), tensor.datatype(), tensor.shape()))
        .toList();
  }

  /** What is stored, unless somebody else wrote it and it is no model's. */
  public Optional<ModelFacts> facts() {
    try {
      return Optional.of(
          new ModelFacts(
              nodes,
              weights,
              new Bytes(weightBytes),
              facts(inputs),
              facts(outputs),
              layers.stream()
                  .map(layer ->
                      new LayerFacts(
                          new Work(layer.work()),
                          new Bytes(layer.weights()),
                          new Bytes(layer.crossing())))
                  .toList()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static List<TensorFacts> facts(List<Tensor> tensors) {
    return tensors.stream()
        .map(tensor -> new TensorFacts(tensor.name(), tensor.datatype(), tensor.shape()))
        .toList();
  }
}
