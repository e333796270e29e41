package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks for. Everything but the model's address is optional. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!(has(self.sharding) && has(self.sharding.strategy) && self.sharding.strategy =="
            + " 'Tensor') || (has(self.runtime) && has(self.runtime.image))",
    message =
        "spec.runtime.image: strategy Tensor is for an engine that shards a model itself, which"
            + " Steward's runtime doesn't; name its image, or use strategy: Pipeline")
@ValidationRule(
    value =
        "!(has(self.sharding) && has(self.sharding.strategy) && self.sharding.strategy =="
            + " 'Pipeline') || !(has(self.model.task) && self.model.task in ['ImageText',"
            + " 'Generation'])",
    message =
        "spec.sharding.strategy: models of tasks ImageText and Generation aren't cut into stages;"
            + " use strategy: None")
@ValidationRule(
    value =
        "!(has(self.sharding) && has(self.sharding.strategy) && self.sharding.strategy in"
            + " ['Pipeline', 'Tensor', 'Auto']) || !(has(self.placement) &&"
            + " has(self.placement.tiers) && size(self.placement.tiers) > 1)",
    message =
        "spec.placement.tiers: the pods of a group talk to each other at every step and stay in one"
            + " tier; name one tier, or use strategy: None or Data")
@ValidationRule(
    value =
        "!(has(self.runtime) && has(self.runtime.maxBatch)) || !((has(self.sharding) &&"
            + " has(self.sharding.strategy) && self.sharding.strategy in ['Pipeline', 'Tensor',"
            + " 'Auto']) || (has(self.model.task) && self.model.task in ['ImageText', 'Generation']))",
    message =
        "spec.runtime.maxBatch: it is for tasks Tensor, Embedding, Classification and"
            + " TokenClassification, and no strategy or Data; remove it")
@ValidationRule(
    value =
        "!has(self.model.repository) || !(has(self.sharding) && has(self.sharding.strategy) &&"
            + " self.sharding.strategy != 'None')",
    message =
        "spec.model.repository: pods load the models that they are asked for, each whole and by"
            + " itself; use spec.sharding.strategy: None")
@ValidationRule(
    value =
        "!has(self.model.repository) || !(has(self.runtime) && (has(self.runtime.args) ||"
            + " has(self.runtime.plainHttp)))",
    message =
        "spec.model.repository: it is for images of Steward's runtime; give an engine of yours its"
            + " models by spec.runtime.args without repository")
@ValidationRule(
    value = "!has(self.model.repository) || !has(self.accelerator)",
    message =
        "spec.model.repository: its models run on CPUs; remove spec.accelerator, or deploy a"
            + " ModelService for each model")
@ValidationRule(
    value = "!has(self.model.signature) || !(has(self.runtime) && has(self.runtime.plainHttp))",
    message =
        "spec.model.signature: Steward's own runtime checks it, and spec.runtime.plainHttp is for"
            + " engines that load models themselves; remove one of them")
public record ModelServiceSpec(
    @Required @JsonPropertyDescription("The model: where it lies and what it is used for.")
        ModelSpec model,
    @JsonPropertyDescription("The process that serves the model, in every pod.")
        @Nullable RuntimeSpec runtime,
    @JsonPropertyDescription("The GPUs each pod needs; absent: it runs on CPUs.")
        @Nullable Accelerator accelerator,
    @JsonPropertyDescription("Which nodes the pods may run on.") @Nullable Placement placement,
    @JsonPropertyDescription("How the work on one request is spread over pods.")
        @Nullable Sharding sharding,
    @Default("{\"replicas\": 1}")
        @JsonPropertyDescription("How many pods serve the model, and who says so.")
        @Nullable Scaling scaling,
    @JsonPropertyDescription("How requests are treated.") @Nullable Traffic traffic,
    @JsonPropertyDescription("How the service is reached from outside the cluster.")
        @Nullable Exposure exposure,
    @JsonPropertyDescription("What the service states of itself, where policies ask for it.")
        @Nullable Compliance compliance) {

  /** How many pods, and who says so. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "(has(self.min) ? self.min : 1) <= (has(self.max) ? self.max : 10)",
      message =
          "spec.scaling.min: it is above spec.scaling.max (10 where you don't say); lower min or raise max")
  @ValidationRule(
      value =
          "!has(self.mode) || self.mode == 'Builtin' || !(has(self.min) || has(self.max) ||"
              + " has(self.metric) || has(self.target) || has(self.stableWindow) ||"
              + " has(self.panicWindow) || has(self.scaleToZeroAfter) || has(self.schedule))",
      message =
          "spec.scaling: min, max, metric, target, the windows, scaleToZeroAfter and schedule steer"
              + " Steward's own autoscaler, which mode External or Fixed turns off; remove them, or"
              + " use mode: Builtin")
  @ValidationRule(
      value =
          "!has(self.panicWindow) || duration(self.panicWindow) + duration(self.panicWindow) <="
              + " duration(has(self.stableWindow) ? self.stableWindow : '60s')",
      message =
          "spec.scaling.panicWindow: it is longer than half of spec.scaling.stableWindow (60s where"
              + " you don't say); use a tenth of that")
  @ValidationRule(
      value = "!has(self.scaleToZeroAfter) || (has(self.min) && self.min == 0)",
      message =
          "spec.scaling.scaleToZeroAfter: the service never goes to zero while min is above 0; set"
              + " spec.scaling.min: 0, or remove scaleToZeroAfter")
  public record Scaling(
      @JsonPropertyDescription(
              "Who says how many pods: `Builtin` (Steward, by load), `External` (a"
                  + " HorizontalPodAutoscaler, KEDA or a person, by the scale subresource) or `Fixed`"
                  + " (this file). Default: Builtin.")
          @Nullable Mode mode,
      @Min(0)
          @Max(1000)
          @Default("1")
          @JsonPropertyDescription(
              "Number of pods, each with the whole model, or of groups of pods where the model is"
                  + " sharded. With mode Builtin Steward writes it, with the others it is you who do;"
                  + " 0 stops the pods and keeps the service. `kubectl scale` sets it too.")
          @Nullable Integer replicas,
      @Min(0)
          @Max(1000)
          @JsonPropertyDescription(
              "Fewest pods; with 0 the service goes to zero when nobody asks, and comes back with"
                  + " the first request. Default: 1.")
          @Nullable Integer min,
      @Min(1) @Max(1000) @JsonPropertyDescription("Most pods. Default: 10.") @Nullable Integer max,
      @JsonPropertyDescription(
              "What is counted at the gateways: `Concurrency` (requests in hand, those that wait"
                  + " included), `RequestRate` (requests a second) or `QueueDepth` (requests that"
                  + " wait for a pod). Default: Concurrency.")
          @Nullable Metric metric,
      @Min(1)
          @Max(1_000_000)
          @JsonPropertyDescription(
              "How much of the metric a pod can take; Steward aims somewhat below. Default: 8.")
          @Nullable Integer target,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('10s') && duration(self) <= duration('10m')",
              message =
                  "spec.scaling.stableWindow: it is no duration from 10s to 10m; write it like 60s")
          @JsonPropertyDescription("Over how long the load is averaged: 10s to 10m. Default: 60s.")
          @Nullable String stableWindow,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('1s') && duration(self) <= duration('5m')",
              message =
                  "spec.scaling.panicWindow: it is no duration from 1s to 5m; write it like 6s")
          @JsonPropertyDescription(
              "Over how long the load is averaged while it changes by more than chance: 1s to half of"
                  + " stableWindow. Default: a tenth of stableWindow.")
          @Nullable String panicWindow,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('10s') && duration(self) <= duration('168h')",
              message =
                  "spec.scaling.scaleToZeroAfter: it is no duration from 10s to 168h; write it like"
                      + " 5m")
          @JsonPropertyDescription(
              "With min 0: for how long nobody must have asked before the last pod goes. Default:"
                  + " 5m.")
          @Nullable String scaleToZeroAfter,
      @Size(min = 2, max = 20)
          @JsonPropertyDescription(
              "Fewest pods by the time of day, above min: each entry holds until another one begins.")
          @Nullable List<ScheduledMinimum> schedule) {

    public Scaling {
      schedule = schedule == null ? null : List.copyOf(schedule);
    }
  }

  /** Who says how many pods. */
  public enum Mode {
    Builtin,
    External,
    Fixed
  }

  /** What the autoscaler goes by. */
  public enum Metric {
    Concurrency,
    RequestRate,
    QueueDepth
  }

  /** A number of pods from a time on. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ScheduledMinimum(
      @Required
          @Size(min = 9, max = 128)
          @JsonPropertyDescription(
              "When it begins, as cron writes it: minute, hour, day of the month, month, day of the"
                  + " week, like `0 8 * * MON-FRI`.")
          String cron,
      @Size(min = 1, max = 64)
          @JsonPropertyDescription(
              "The time zone of that, by its IANA name, like Europe/Berlin. Default: UTC.")
          @Nullable String timeZone,
      @Required @Min(0) @Max(1000) @JsonPropertyDescription("Fewest pods from then on.") int min) {}

  /** How requests are treated. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Traffic(
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
              message =
                  "spec.traffic.timeout: it is no duration from 1s to 1h; write it like 90s or 5m")
          @JsonPropertyDescription(
              "How long an answer may take, from the moment a pod gets the request to its last"
                  + " byte: 1s to 1h. Default: 60s.")
          @Nullable String timeout,
      @JsonPropertyDescription("How requests wait at the gateways while no pod is ready.")
          @Nullable Hold hold) {}

  /** How requests wait while no pod is ready. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Hold(
      @Min(1)
          @Max(100_000)
          @JsonPropertyDescription(
              "Requests that wait at once, at each gateway; one more gets 429. Default: 1000.")
          @Nullable Integer requests,
      @Size(max = 10)
          @ValidationRule(
              value = "self.matches('" + Syntax.MEMORY + "')",
              message =
                  "spec.traffic.hold.bytes: it is no amount of memory; write it like 64Mi or 1Gi")
          @JsonPropertyDescription(
              "Bytes of their bodies that are kept at once, at each gateway; past it 429. Default:"
                  + " 64Mi.")
          @Nullable String bytes,
      @Size(min = 2, max = 24)
          @ValidationRule(
              value =
                  "self.matches('"
                      + Syntax.DURATION
                      + "') && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
              message =
                  "spec.traffic.hold.wait: it is no duration from 1s to 1h; write it like 120s")
          @JsonProperty("wait")
          @JsonPropertyDescription(
              "How long one waits, 1s to 1h; then it gets 503. The timeout counts from its end."
                  + " Default: 120s.")
          @Nullable String patience) {}

  /** How the service is reached from outside. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Exposure(
      @Size(min = 1, max = 253)
          @ValidationRule(
              value = "self.matches('" + Syntax.SUBDOMAIN + "')",
              message =
                  "spec.exposure.hostname: it is no DNS name; use lower-case letters, digits, - and"
                      + " ., without scheme, port or *")
          @JsonPropertyDescription(
              "The host name by which the gateways' shared front port knows this service. A name"
                  + " belongs to the service that asked for it first.")
          @Nullable String hostname) {}
}
