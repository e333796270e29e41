package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which nodes the pods may run on, and before whom. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Placement(
    @Size(max = 32) @JsonPropertyDescription("Labels that a node must have.")
        @Nullable Map<String, String> nodeSelector,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Taints that don't keep the pods away. The taint named after spec.accelerator.resource"
                + " is always tolerated.")
        @Nullable List<Toleration> tolerations,
    @Size(min = 1, max = 253)
        @ValidationRule(
            value = "self.matches('" + Syntax.SUBDOMAIN + "')",
            message =
                "spec.placement.priorityClassName: it is no name of a PriorityClass; use lower-case"
                    + " letters, digits, - and .")
        @JsonPropertyDescription("The PriorityClass of the pods.")
        @Nullable String priorityClassName,
    @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "Regions whose nodes the pods may run on, by the nodes' label topology.kubernetes.io/region.")
        @Nullable List<String> regions,
    @Size(min = 1, max = 2)
        @ValidationRule(
            value = "self.size() < 2 || self[0] != self[1]",
            message = "spec.placement.tiers: a tier stands there twice; name each once")
        @JsonPropertyDescription(
            "Tiers whose nodes the pods may run on, `Edge` or `Cloud`, by the nodes' label"
                + " steward.dev/tier (`edge` or `cloud`). Of two the first is filled first: pods that"
                + " find no place there go to the other, and so do requests when the first one's pods"
                + " are full.")
        @Nullable List<Tier> tiers) {

  public Placement {
    nodeSelector = nodeSelector == null ? null : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? null : List.copyOf(tolerations);
    regions = regions == null ? null : List.copyOf(regions);
    tiers = tiers == null ? null : List.copyOf(tiers);
  }

  /** How near to those who ask a node is. */
  public enum Tier {
    Edge,
    Cloud
  }

  /** A taint that doesn't keep the pods away, as in a pod. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "!has(self.operator) || self.operator != 'Exists' || !has(self.value)",
      message =
          "spec.placement.tolerations: operator Exists takes every value; remove value, or use"
              + " operator Equal")
  @ValidationRule(
      value = "has(self.key) || (has(self.operator) && self.operator == 'Exists')",
      message =
          "spec.placement.tolerations: without a key it tolerates every taint; name the key, or say"
              + " operator Exists if you mean every taint")
  @ValidationRule(
      value = "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
      message =
          "spec.placement.tolerations: tolerationSeconds works with effect NoExecute alone; set the"
              + " effect or remove it")
  public record Toleration(
      @Size(min = 1, max = 317) @JsonPropertyDescription("Key of the taint; absent: any.")
          @Nullable String key,
      @JsonPropertyDescription("`Equal` (default) or `Exists`.") @Nullable Operator operator,
      @Size(max = 63)
          @ValidationRule(
              value = "self.matches('" + Syntax.LABEL_VALUE + "')",
              message =
                  "spec.placement.tolerations.value: it is no value of a taint; use letters, digits,"
                      + " -, _ and .")
          @JsonPropertyDescription("Value of the taint, with operator Equal.")
          @Nullable String value,
      @JsonPropertyDescription("Effect of the taint; absent: any.") @Nullable Effect effect,
      @Min(0)
          @Max(31536000)
          @JsonPropertyDescription(
              "How long a pod stays once the taint is there, with effect NoExecute.")
          @Nullable Long tolerationSeconds) {}

  /** How key and value are compared. */
  public enum Operator {
    Equal,
    Exists
  }

  /** What a taint does to pods. */
  public enum Effect {
    NoSchedule,
    PreferNoSchedule,
    NoExecute
  }
}
