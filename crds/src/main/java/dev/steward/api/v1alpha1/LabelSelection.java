package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A label selector as Kubernetes writes it; all of it must hold. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.matchLabels) || !has(self.matchExpressions) || self.matchExpressions.all(e,"
            + " !(e.key in self.matchLabels) || (e.operator == 'Exists' || (e.operator == 'In' &&"
            + " has(e.values) && self.matchLabels[e.key] in e.values) || (e.operator == 'NotIn' &&"
            + " has(e.values) && !(self.matchLabels[e.key] in e.values))))",
    message =
        "spec.*Selector: matchExpressions excludes what matchLabels asks for, so it selects nothing;"
            + " remove one of them")
@ValidationRule(
    value =
        "!has(self.matchExpressions) || self.matchExpressions.all(e, e.operator != 'DoesNotExist' ||"
            + " !self.matchExpressions.exists(o, o.key == e.key && o.operator in ['Exists', 'In']))",
    message =
        "spec.*Selector: matchExpressions asks for a label and for its absence, so it selects nothing;"
            + " remove one of them")
public record LabelSelection(
    @Size(min = 1, max = 8) @JsonPropertyDescription("Labels with these values.")
        @Nullable Map<String, String> matchLabels,
    @Size(min = 1, max = 8) @JsonPropertyDescription("Conditions on labels.")
        @Nullable List<Requirement> matchExpressions) {

  public LabelSelection {
    matchLabels = matchLabels == null ? null : Map.copyOf(matchLabels);
    matchExpressions = matchExpressions == null ? null : List.copyOf(matchExpressions);
  }

  /** A condition on one label. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "(self.operator in ['In', 'NotIn']) == has(self.values)",
      message =
          "spec.*Selector.matchExpressions.values: operators In and NotIn compare with values, Exists"
              + " and DoesNotExist have none; name them, or remove them")
  public record Requirement(
      @Required @Size(min = 1, max = 317) @JsonPropertyDescription("The label's key.") String key,
      @Required @JsonPropertyDescription("`In`, `NotIn`, `Exists` or `DoesNotExist`.")
          Operator operator,
      @Size(min = 1, max = 16) @JsonPropertyDescription("Values, for `In` and `NotIn`.")
          @Nullable List<String> values) {

    public Requirement {
      values = values == null ? null : List.copyOf(values);
    }
  }

  /** How a label is compared. */
  public enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist
  }
}
