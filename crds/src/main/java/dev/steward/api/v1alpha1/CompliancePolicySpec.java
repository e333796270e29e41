package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a policy demands in its own namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Syntax.WHOLE_NAMESPACE_RULE, message = Syntax.WHOLE_NAMESPACE_MESSAGE)
public record CompliancePolicySpec(
    @Required
        @JsonPropertyDescription(
            "What becomes of what it forbids: `Deny` (refused), `Warn` (taken, with a warning to who"
                + " writes it) or `Audit` (taken, and told in the API server's audit log).")
        PolicyDemands.Enforcement enforcement,
    @JsonPropertyDescription(
            "ModelServices and InferenceTasks it is for, by their labels; absent: all of its"
                + " namespace, and its pods.")
        @Nullable LabelSelection serviceSelector,
    @JsonUnwrapped PolicyDemands demands) {}
