package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a policy, of either kind, is in force. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyStatus(
    @JsonPropertyDescription("The generation of the spec that this status tells about.")
        @Nullable Long observedGeneration,
    @Size(max = 8)
        @JsonPropertyDescription(
            "`Enforced`: the API server has what it refuses by. `InUse`: it selects something."
                + " `Running`: gateways judge requests by it.")
        @Nullable List<Condition> conditions,
    @Min(0) @JsonPropertyDescription("ModelServices and InferenceTasks that it selects.")
        @Nullable Integer selected,
    @Min(0) @JsonPropertyDescription("Of them those that break it.") @Nullable Integer breaking,
    @Min(0)
        @JsonPropertyDescription(
            "ModelServices of them for which what holds is written for the gateways.")
        @Nullable Integer written,
    @Min(0)
        @JsonPropertyDescription(
            "ModelServices of them whose requests every gateway judges by what holds.")
        @Nullable Integer running) {

  public PolicyStatus {
    conditions = conditions == null ? null : List.copyOf(conditions);
  }
}
