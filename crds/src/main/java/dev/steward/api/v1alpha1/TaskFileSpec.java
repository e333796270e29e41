package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A file of a task, as it is stored. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self == oldSelf",
    message = "spec: a task's file is written once; make another InferenceTask")
public record TaskFileSpec(
    @Required @Size(min = 1, max = 54) @JsonPropertyDescription("The InferenceTask it belongs to.")
        String task,
    @Required
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Its name at the task's output, such as `results.jsonl`.")
        String name,
    @Required @Min(0) @Max(1_048_576) @JsonPropertyDescription("How many bytes it has.") long bytes,
    @Required @Size(max = 1_400_000) @JsonPropertyDescription("Its bytes, in base64.")
        String data) {}
