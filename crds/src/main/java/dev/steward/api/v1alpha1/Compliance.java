package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What a service or task states of itself, where policies ask for it.
 *
 * <p>Retention, audit and privacy are what gateways do for a service's requests, and beyond it for
 * a task's items. Whether content is kept is a service's to state: of a task the definition takes
 * {@code None} alone.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Syntax.KEPT_CONTENT_RULE,
    message = Syntax.KEPT_CONTENT_MESSAGE,
    fieldPath = ".privacy.content")
public record Compliance(
    @Size(min = 1, max = 256) @JsonPropertyDescription("What it is for, in a sentence.")
        @Nullable String purpose,
    @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('" + Syntax.LABEL_VALUE + "')",
            message =
                "spec.compliance.legalBasis: it is no single word; use letters, digits, -, _ and .,"
                    + " like Contract or LegitimateInterests")
        @JsonPropertyDescription(
            "On which legal basis it works, in the words of the law that applies, such as `Consent`,"
                + " `Contract`, `LegalObligation` or `LegitimateInterests`.")
        @Nullable String legalBasis,
    @JsonPropertyDescription(
            "What kind of data it gets: `Public`, `Internal`, `Personal` or `SensitivePersonal`"
                + " (special categories in the GDPR, sensitive personal information in the PIPL).")
        @Nullable DataClass dataClass,
    @JsonPropertyDescription(
            "How long the records of its requests, and prompts and answers, are kept, where that is"
                + " stricter than its policies: a longer min, a shorter max. It needs no policy.")
        PolicyDemands.@Nullable Retention retention,
    @JsonPropertyDescription(
            "The record that each of its requests leaves, where that is stricter than its policies.")
        PolicyDemands.@Nullable Audit audit,
    @JsonPropertyDescription(
            "What of prompts and answers is kept, where that is stricter than its policies.")
        PolicyDemands.@Nullable Privacy privacy) {

  /** A kind of data. */
  public enum DataClass {
    Public,
    Internal,
    Personal,
    SensitivePersonal
  }
}
