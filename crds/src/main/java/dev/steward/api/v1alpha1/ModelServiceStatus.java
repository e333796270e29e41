package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.steward.core.size.Sizing;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is, as the operator last saw it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelServiceStatus(
    @JsonPropertyDescription("The generation of the spec that this status tells about.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription(
            "`Ready`: every asked-for pod of the current revision answers and is routed."
                + " `Reconciling`: there is work under way. `Stalled`: it can't go on without you."
                + " The reasons are listed in docs/reference/conditions.md.")
        @Nullable List<Condition> conditions,
    @Size(max = 512) @JsonPropertyDescription("Where the service is reached inside the cluster.")
        @Nullable String url,
    @JsonPropertyDescription("The addresses of its protocols.") @Nullable Endpoints endpoints,
    @Min(0)
        @Max(10_000)
        @JsonPropertyDescription(
            "Pods there are, of every revision, for `kubectl scale` and autoscalers; of a group its"
                + " leader counts.")
        @Nullable Integer replicas,
    @Min(0)
        @Max(10_000)
        @JsonPropertyDescription("Pods, or groups of pods, of the current revision that answer.")
        @Nullable Integer readyReplicas,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Pods that answer and pods that are asked for: `2/3`; groups where the model is sharded.")
        @Nullable String ready,
    @Size(max = 512)
        @JsonPropertyDescription(
            "Label selector of the pods, or of the groups' leaders, for `kubectl scale` and"
                + " autoscalers.")
        @Nullable String selector,
    @Size(max = 63) @JsonPropertyDescription("The revision that the spec asks for.")
        @Nullable String revision,
    @JsonPropertyDescription(
            "How far the model is on its way to the pods of the current revision; absent where they"
                + " all have it, or needn't bring it from elsewhere.")
        @Nullable ArrivalStatus arrival,
    @JsonPropertyDescription("The model: the one that answers, and what is known of it.")
        @Nullable ServedModel model,
    @JsonPropertyDescription("What Steward's autoscaler did; absent with other modes of scaling.")
        @Nullable Scaling scaling,
    @Size(max = 32)
        @JsonPropertyDescription(
            "The groups of pods of the current revision, where the model is sharded over pods; of"
                + " more than 32 the first, those that aren't whole before the others.")
        @Nullable List<GroupStatus> groups,
    @Size(max = 2)
        @JsonPropertyDescription(
            "The pods of the current revision in each tier, where spec.placement names two.")
        @Nullable List<PoolStatus> pools,
    @JsonPropertyDescription("Which policies govern it; absent: none does.")
        @Nullable GovernedStatus policy) {

  public ModelServiceStatus {
    conditions = conditions == null ? null : List.copyOf(conditions);
    groups = groups == null ? null : List.copyOf(groups);
    pools = pools == null ? null : List.copyOf(pools);
  }

  /** The same under other policies, with what follows for its conditions. */
  public ModelServiceStatus underPolicies(
      @Nullable GovernedStatus others, List<Condition> followed) {
    return new ModelServiceStatus(
        observedGeneration,
        followed,
        url,
        endpoints,
        replicas,
        readyReplicas,
        ready,
        selector,
        revision,
        arrival,
        model,
        scaling,
        groups,
        pools,
        others);
  }

  /**
   * How far a model is on its way: at the pod that is furthest behind, of those that are in the
   * phase that is told.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ArrivalStatus(
      @Size(max = 16)
          @JsonPropertyDescription(
              "`Downloading`; `Interrupted`: a process ended meanwhile, and the next one goes on with"
                  + " what is here; `Waiting`: another pod brings it to the cache that they share;"
                  + " `Loading`: all of it is here, and is checked, unpacked and loaded.")
          String phase,
      @Min(0) @JsonPropertyDescription("Bytes that are here.") long bytes,
      @Min(0) @JsonPropertyDescription("Bytes that there will be; absent while nobody knows.")
          @Nullable Long totalBytes,
      @Min(0) @Max(100) @JsonPropertyDescription("Of totalBytes, how much is here.")
          @Nullable Integer percent,
      @Min(0)
          @JsonPropertyDescription(
              "Of bytes, those that an earlier attempt had left; absent if it had left none.")
          @Nullable Long begunWith,
      @Min(0)
          @JsonPropertyDescription(
              "Seconds that are left if it goes on like this; absent while that can't be said.")
          @Nullable Long secondsLeft,
      @Min(0) @Max(10_000) @JsonPropertyDescription("Pods in this phase.") int pods,
      @Min(0)
          @Max(10_000)
          @JsonPropertyDescription("Pods besides that wait for another one to bring it.")
          @Nullable Integer waiting,
      @Size(max = 256)
          @JsonPropertyDescription(
              "Why an attempt broke off, as the pod says it; another one is under way.")
          @Nullable String trouble) {}

  /** The pods of one tier. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PoolStatus(
      @JsonPropertyDescription("The tier.") Placement.Tier tier,
      @Size(max = 16) @JsonPropertyDescription("Pods that answer and pods that it has: `2/2`.")
          String ready,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Since when no node of the tier takes one more pod, as far as is known; it is tried"
                  + " again after 5 minutes.")
          @Nullable String fullSince) {}

  /** A group of pods that together hold one replica. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GroupStatus(
      @Size(max = 63) @JsonPropertyDescription("The name of its StatefulSet.") String name,
      @Size(max = 16) @JsonPropertyDescription("Pods that are ready and pods that it has: `2/2`.")
          String ready,
      @Min(0) @JsonPropertyDescription("How often it was restarted, which it is as one.")
          int restarts,
      @JsonPropertyDescription("Why it was restarted the last time; absent if it never was.")
          @Nullable GroupFailure lastFailure) {}

  /** Why a group was restarted. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GroupFailure(
      @Size(max = 64)
          @JsonPropertyDescription(
              "`Crashed` (a pod's process ended), `PodFailed` (a node ended or refused a pod),"
                  + " `MemberLeft` (a pod was deleted or drained) or `NotPlaced` (there was no place"
                  + " for all pods at once).")
          String reason,
      @Size(max = 1024) @JsonPropertyDescription("What is known of it; of a crash the last words.")
          String message,
      @Size(max = 32) @JsonPropertyDescription("When it happened.") String at) {}

  /** Where each protocol is reached. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Endpoints(
      @Size(max = 1024) @JsonPropertyDescription("Open Inference Protocol v2, REST.")
          @Nullable String rest,
      @Size(max = 1024)
          @JsonPropertyDescription(
              "Base address for OpenAI's clients, for models with such an endpoint.")
          @Nullable String openai,
      @Size(max = 1024)
          @JsonPropertyDescription(
              "Open Inference Protocol v2, gRPC, without TLS: host and port; absent where pods"
                  + " don't speak it.")
          @Nullable String grpc) {}

  /**
   * The model that answers, which during a rollout isn't yet the one asked for; what is absent
   * while none does. Besides, the facts of the one asked for.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServedModel(
      @Size(max = 128)
          @JsonPropertyDescription("What clients call it; absent while it doesn't answer.")
          @Nullable String name,
      @Size(max = 2048) @JsonPropertyDescription("Where it was loaded from.") @Nullable String uri,
      @Size(max = 71)
          @JsonPropertyDescription("The digest it was checked against, if one was asked for.")
          @Nullable String digest,
      @Size(max = 63) @JsonPropertyDescription("The revision whose pods serve it.")
          @Nullable String revision,
      @JsonPropertyDescription(
              "What the file of spec.model says of it; read only where something is Auto or sharded"
                  + " into stages.")
          @Nullable InspectedModel facts,
      @Size(max = Sizing.MAX_LINES)
          @JsonPropertyDescription(
              "How the number of GPUs or pods was found where it is Auto, and which layers each"
                  + " stage has, line by line.")
          @Nullable List<String> sizing) {

    public ServedModel {
      sizing = sizing == null ? null : List.copyOf(sizing);
    }
  }

  /** What the autoscaler did. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scaling(
      @Min(0) @Max(1000) @JsonPropertyDescription("Pods it asks for.") @Nullable Integer desired,
      @Size(max = 5)
          @JsonPropertyDescription(
              "Its last five changes with the numbers behind them, newest first.")
          @Nullable List<Decision> decisions) {

    public Scaling {
      decisions = decisions == null ? null : List.copyOf(decisions);
    }
  }

  /** A change of the number of pods. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Decision(
      @Size(max = 32) @JsonPropertyDescription("When it was taken.") String at,
      @Min(0) @Max(1000) @JsonPropertyDescription("Pods asked for before.") int from,
      @Min(0) @Max(1000) @JsonPropertyDescription("Pods asked for since.") int to,
      @Size(max = 64)
          @JsonPropertyDescription(
              "The rule that gave the number; the rules are listed in docs/guides/autoscaling.md.")
          String reason,
      @Size(max = 512) @JsonPropertyDescription("The arithmetic behind it.") String message) {}
}
