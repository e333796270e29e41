package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of fields by which both kinds of policy say what they demand. */
public final class PolicyDemands {

  private PolicyDemands() {}

  /** What becomes of what a policy forbids. */
  public enum Enforcement {
    Deny,
    Warn,
    Audit
  }

  /** Where models come from. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Provenance(
      @JsonPropertyDescription(
              "`true`: spec.model.digest must be stated, so that other bytes are never loaded.")
          @Nullable Boolean digest,
      @Size(min = 1, max = 32)
          @JsonPropertyDescription(
              "Addresses that models may come from, each whole or, with `*` after a `/`, `:` or `@`,"
                  + " its beginning: `pvc://models/*`.")
          @Nullable List<String> allowedSources) {

    public Provenance {
      allowedSources = allowedSources == null ? null : List.copyOf(allowedSources);
    }
  }

  /** What runs, and who gets in. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RuntimeLimits(
      @Size(min = 1, max = 32)
          @JsonPropertyDescription(
              "Images that may run in the namespace, Steward's own among them, written like"
                  + " allowedSources: `registry.example/serving/*`, `registry.example/runtime@*`.")
          @Nullable List<String> allowedImages,
      @JsonPropertyDescription(
              "`true`: no exec, attach, port-forward, ephemeral containers, and none of the API"
                  + " server's proxies to pods and Services of the namespace.")
          @Nullable Boolean denyExec) {

    public RuntimeLimits {
      allowedImages = allowedImages == null ? null : List.copyOf(allowedImages);
    }
  }

  /** What services and tasks must state in spec.compliance. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Declarations(
      @JsonPropertyDescription("`true`: spec.compliance.purpose must be stated.")
          @Nullable Boolean purpose,
      @JsonPropertyDescription("`true`: spec.compliance.legalBasis must be stated.")
          @Nullable Boolean legalBasis,
      @JsonPropertyDescription("`true`: spec.compliance.dataClass must be stated.")
          @Nullable Boolean dataClass) {}
}
