package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which policies govern a service or a task. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GovernedStatus(
    @Size(max = 96)
        @JsonPropertyDescription(
            "Names all that holds for it: the same for the same demands, whoever states them.")
        @Nullable String digest,
    @Size(max = GovernedStatus.MOST_SOURCES)
        @JsonPropertyDescription("Who states it; of more than 32 the first, those that deny first.")
        @Nullable List<String> sources,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Since when it is seen to break what is denied; its quarantine counts from then.")
        @Nullable String refusedSince) {

  /** Policies that are named at most. */
  public static final int MOST_SOURCES = 32;

  public GovernedStatus {
    sources = sources == null ? null : List.copyOf(sources);
  }
}
