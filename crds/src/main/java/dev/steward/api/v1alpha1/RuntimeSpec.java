package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process that serves the model, in every pod. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.plainHttp) || has(self.image)",
    message =
        "spec.runtime.plainHttp: Steward's own runtime needs no guard; name the engine's"
            + " spec.runtime.image, or remove plainHttp")
@ValidationRule(
    value = "!has(self.args) || has(self.image)",
    message =
        "spec.runtime.args: Steward's own runtime takes none; name the engine's spec.runtime.image,"
            + " or remove args")
@ValidationRule(
    value = "!has(self.maxBatch) || !has(self.plainHttp)",
    message =
        "spec.runtime.maxBatch: it is for Steward's own runtime; an engine behind plainHttp batches"
            + " by itself, give it arguments of its own in spec.runtime.args")
@ValidationRule(
    value = "!has(self.protocols) || (has(self.image) && !has(self.plainHttp))",
    message =
        "spec.runtime.protocols: Steward knows what its own runtime speaks, and a guard passes HTTP"
            + " alone; name the image that speaks gRPC by spec.runtime.image, without plainHttp")
public record RuntimeSpec(
    @Size(min = 1, max = 512)
        @ValidationRule(
            value = "self.matches('" + Syntax.IMAGE + "')",
            message =
                "spec.runtime.image: it is no image reference; write it like"
                    + " registry.example/runtime:1.2 or registry.example/runtime@sha256:…")
        @JsonPropertyDescription(
            "The image of Steward's runtime to use, or with strategy Tensor that of an engine which"
                + " keeps to docs/contracts.md. Default: the one that came with Steward when this"
                + " revision was made; an upgrade of Steward restarts no model.")
        @Nullable String image,
    @Size(min = 1, max = 2)
        @ValidationRule(
            value = "self.exists(spoken, spoken == 'Http')",
            message = "spec.runtime.protocols: every image speaks Http; add it")
        @JsonPropertyDescription(
            "What the image of spec.runtime.image speaks: `Http`, and `Grpc` if it takes calls at the"
                + " port that docs/contracts.md has for them, as all of Steward's runtimes do. Gateways"
                + " pass calls of gRPC on where it does. Default: [Http].")
        @Nullable List<ServingConfigSpec.Spoken> protocols,
    @Size(max = 128)
        @JsonPropertyDescription(
            "Arguments of the engine that spec.runtime.image names; each of at most 4096 characters."
                + " Default: those of the image.")
        @Nullable List<String> args,
    @JsonPropertyDescription(
            "The engine of spec.runtime.image speaks plain HTTP on 127.0.0.1. A guard stands before"
                + " it in each pod, which lets gateways alone get to it. Default: the engine admits"
                + " gateways alone by itself, as docs/contracts.md says.")
        @Nullable PlainHttp plainHttp,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Environment of the runtime's process, such as JAVA_TOOL_OPTIONS. Plain values: everyone"
                + " who can read the object sees them.")
        @Nullable List<EnvVariable> env,
    @Min(1)
        @Max(1024)
        @JsonPropertyDescription(
            "How many rows of different requests are computed together at most; none waits for"
                + " others while the engine is idle. Default: 32 where the runtime finds, by trying,"
                + " that this changes no answer, else 1. A model that is quantised while it runs is"
                + " faster in batches, but its answers then differ a little with what else is asked"
                + " at the same time; write a number to choose that.")
        @Nullable Integer maxBatch,
    @JsonPropertyDescription("What each pod asks of its node, and the most it gets.")
        @Nullable Resources resources) {

  public RuntimeSpec {
    protocols = protocols == null ? null : List.copyOf(protocols);
    args = args == null ? null : List.copyOf(args);
    env = env == null ? null : List.copyOf(env);
  }

  /** Where an engine listens that can't do TLS. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlainHttp(
      @Required
          @Min(1)
          @Max(65_535)
          @ValidationRule(
              value = "self != 8080 && self != 8081",
              message =
                  "spec.runtime.plainHttp.port: 8080 and 8081 are the guard's; let the engine listen"
                      + " at another port")
          @JsonPropertyDescription(
              "The engine's port. Let it listen on 127.0.0.1 alone, where it can: a network that"
                  + " enforces no NetworkPolicy leads to it else.")
          Integer port,
      @Size(min = 1, max = 256)
          @ValidationRule(
              value = "self.matches('^/[A-Za-z0-9._~/?=&%-]*$')",
              message = "spec.runtime.plainHttp.readiness: it is no path; write it like /health")
          @JsonPropertyDescription(
              "The path that answers 200 to 399 while the engine is ready, such as /health (vLLM,"
                  + " TGI) or /v2/health/ready (Triton). Default: /health.")
          @Nullable String readiness) {}

  /** One variable of the process. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EnvVariable(
      @Required
          @Size(min = 1, max = 128)
          @ValidationRule(
              value = "self.matches('" + Syntax.ENV_NAME + "')",
              message =
                  "spec.runtime.env.name: it is no name of a variable; use letters, digits, _, ."
                      + " and -, with no digit first")
          @ValidationRule(
              value = "!self.startsWith('STEWARD_') && !self.startsWith('LWS_')",
              message =
                  "spec.runtime.env.name: names that start with STEWARD_ or LWS_ are set by the"
                      + " operator; use another name")
          @JsonPropertyDescription(
              "Name of the variable; none that starts with STEWARD_ or LWS_. In a group values can"
                  + " use $(LWS_LEADER_ADDRESS), $(LWS_GROUP_SIZE) and $(LWS_WORKER_INDEX).")
          String name,
      @Required @Size(max = 4096) @JsonPropertyDescription("Its value.") String value) {}

  /** Requests and limits of a pod's one container; GPUs are asked for by spec.accelerator. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Resources(
      @JsonPropertyDescription(
              "What the node must have free. Default: cpu 250m, memory 1Gi, or the limit where that"
                  + " is less.")
          @Nullable Amounts requests,
      @JsonPropertyDescription(
              "The most a pod gets. Default: memory 2Gi, or the request where that is more;"
                  + " ephemeral-storage 10Gi; cpu unlimited.")
          @Nullable Amounts limits) {}

  /** Amounts as Kubernetes writes them: cpu 500m, memory 2Gi. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Amounts(
      @ValidationRule(value = Syntax.AMOUNT_RULE, message = Syntax.AMOUNT_MESSAGE)
          @JsonPropertyDescription("Cores, like 2 or 500m.")
          @Nullable Quantity cpu,
      @ValidationRule(value = Syntax.AMOUNT_RULE, message = Syntax.AMOUNT_MESSAGE)
          @JsonPropertyDescription("Bytes of memory, like 2Gi.")
          @Nullable Quantity memory,
      @JsonProperty("ephemeral-storage")
          @ValidationRule(value = Syntax.AMOUNT_RULE, message = Syntax.AMOUNT_MESSAGE)
          @JsonPropertyDescription(
              "Bytes of the node's disk, like 10Gi: what a downloaded model needs.")
          @Nullable Quantity ephemeralStorage) {}
}
