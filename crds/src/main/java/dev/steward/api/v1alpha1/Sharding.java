package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.shard.DataSharding;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How the work on one request is spread over pods. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.size) || (has(self.strategy) && !(self.strategy in ['None', 'Auto']))",
    message =
        "spec.sharding.size: strategy None spreads nothing, and Auto finds the size; use strategy: Data, Pipeline or"
            + " Tensor, or remove size")
@ValidationRule(
    value =
        "!(has(self.strategy) && self.strategy in ['Pipeline', 'Tensor']) || (has(self.size) &&"
            + " self.size <= "
            + Sharding.LARGEST_GROUP
            + ")",
    message =
        "spec.sharding.size: strategies Pipeline and Tensor make groups of so many pods; write a"
            + " size from 2 to 16")
@ValidationRule(
    value = "!has(self.aggregate) || (has(self.strategy) && self.strategy == 'Data')",
    message =
        "spec.sharding.aggregate: only the answers of a batch that was cut are aggregated; use"
            + " strategy: Data, or remove aggregate")
public record Sharding(
    @JsonPropertyDescription(
            "`None` (a request is one pod's), `Data` (the gateway cuts a batch along its first axis,"
                + " in proportion to the pods' measured speeds, and has the parts computed at the"
                + " same time), `Pipeline` (the model is cut into stages, each of which is a pod that"
                + " loads its own layers alone) or `Tensor` (an engine of yours that shards a model"
                + " itself, named by spec.runtime.image) or `Auto` (None where the model's weights fit,"
                + " else Pipeline, or what spec.runtime.image does by itself). With Pipeline and Tensor a replica is a"
                + " group of pods, and spec.scaling counts groups. Default: None.")
        @Nullable Strategy strategy,
    @Min(DataSharding.FEWEST)
        @Max(DataSharding.MOST)
        @JsonPropertyDescription(
            "With Data: into how many parts a batch is cut at most, 2 to 64; it never has more parts"
                + " than pods are ready. Default: 64. With Pipeline and Tensor: how many pods a group"
                + " has, 2 to 16; there is no default.")
        @Nullable Integer size,
    @JsonPropertyDescription(
            "What becomes of the answered rows of /v2/models/NAME/infer: `Concat` (all of them, in"
                + " order), or one row that has at each place the `Sum`, the `Mean`, the greatest"
                + " (`Max`) or the most frequent (`Vote`) of all rows. Default: Concat.")
        @Nullable Aggregate aggregate) {

  /** A group of more pods is more likely broken than whole. */
  public static final int LARGEST_GROUP = 16;

  /** How a request is spread. */
  public enum Strategy {
    None,
    Data,
    Pipeline,
    Tensor,
    Auto
  }

  /** The names of {@link dev.steward.core.shard.Aggregate} in resources. */
  public enum Aggregate {
    Concat,
    Sum,
    Mean,
    Max,
    Vote;

    static Aggregate of(dev.steward.core.shard.Aggregate core) {
      return valueOf(core.text());
    }

    /** As the domain knows it. */
    public dev.steward.core.shard.Aggregate toCore() {
      return Arrays.stream(dev.steward.core.shard.Aggregate.values())
          .filter(core -> core.text().equals(name()))
          .findFirst()
          .orElseThrow();
    }
  }
}
