package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a task stands, as who runs it last told: the operator, or a gateway. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceTaskStatus(
    @JsonPropertyDescription("The generation of the spec that this status tells about.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription(
            "`Complete`: every item is through, and no more failed than may. `Failed`: it ended"
                + " without being complete, and the message says what to do. Both are False while it"
                + " runs. `PolicyCompliant`, `PolicyConflict`: how it stands with the policies.")
        @Nullable List<Condition> conditions,
    @Size(max = 32)
        @JsonPropertyDescription(
            "In one word: `Waiting` (for its service or a gateway), `Planning`, `Running`, `Collecting`,"
                + " `Complete` or `Failed`.")
        @Nullable String state,
    @JsonPropertyDescription("Counts of items.") @Nullable Items items,
    @Size(max = 32) @JsonPropertyDescription("Items through, and all: `1200/2000`.")
        @Nullable String progress,
    @Size(max = 32) @JsonPropertyDescription("Items a second so far: `12.5/s`.")
        @Nullable String rate,
    @JsonPropertyDescription("What was expected when the task was cut; absent for tiny ones.")
        @Nullable Predicted predicted,
    @Size(max = 32) @JsonPropertyDescription("How long the rest takes at this rate: `1m20s`.")
        @Nullable String timeLeft,
    @JsonPropertyDescription("The results, once they are whole.") @Nullable Result result,
    @Size(max = 20) @JsonPropertyDescription("The first failed items, in input order.")
        @Nullable List<Failure> failures,
    @Size(max = 128)
        @JsonPropertyDescription("The gateway that runs it; absent where Jobs do, and at its end.")
        @Nullable String gateway,
    @JsonPropertyDescription("Which policies govern it; absent: none does.")
        @Nullable GovernedStatus policy) {

  public InferenceTaskStatus {
    conditions = conditions == null ? null : List.copyOf(conditions);
    failures = failures == null ? null : List.copyOf(failures);
  }

  /** The same with other conditions, under these policies. */
  public InferenceTaskStatus governed(
      List<Condition> otherConditions, @Nullable GovernedStatus policies) {
    return new InferenceTaskStatus(
        observedGeneration,
        otherConditions,
        state,
        items,
        progress,
        rate,
        predicted,
        timeLeft,
        result,
        failures,
        gateway,
        policies);
  }

  /** Counts of items. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Items(
      @Min(0) @Max(1_000_000) @JsonPropertyDescription("All of them.") @Nullable Long total,
      @Min(0)
          @Max(1_000_000)
          @JsonPropertyDescription("Those that are through, failed ones among them.")
          @Nullable Long done,
      @Min(0) @Max(1_000_000) @JsonPropertyDescription("Those that failed.")
          @Nullable Long failed) {}

  /** What was expected. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Predicted(
      @Size(max = 32)
          @JsonPropertyDescription("All items over the measured speed of one worker: `1m40s`.")
          @Nullable String duration,
      @Size(max = 32) @JsonPropertyDescription("How far off that may be: `±11%`.")
          @Nullable String error) {}

  /** Where results are. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      @Size(max = 1100)
          @JsonPropertyDescription(
              "The items' answers in input order, as JSONL; where Steward keeps them, the TaskFile"
                  + " that has them.")
          @Nullable String path,
      @Size(max = 64) @JsonPropertyDescription("Their SHA-256, in hexadecimal digits.")
          @Nullable String sha256) {}

  /** A failed item. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Failure(
      @Min(0) @Max(1_000_000) @JsonPropertyDescription("Its number, from 0.") @Nullable Long item,
      @Size(max = 1100) @JsonPropertyDescription("Its path, or its place in a file.")
          @Nullable String input,
      @Size(max = 512) @JsonPropertyDescription("What is wrong, and what would be right.")
          @Nullable String reason) {}
}
