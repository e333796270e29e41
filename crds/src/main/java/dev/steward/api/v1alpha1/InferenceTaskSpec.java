package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks for. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self == oldSelf",
    message = "spec: a task's work is fixed when it begins; make another InferenceTask")
@ValidationRule(
    value =
        "has(self.output) || has(self.inputs.items) || (has(self.inputs.paths) &&"
            + " self.inputs.paths.all(path, path.startsWith('https://')))",
    message =
        "spec.output: Steward keeps the results of items and of https:// paths alone; name"
            + " output.path")
public record InferenceTaskSpec(
    @Required
        @Size(min = 1, max = 54)
        @ValidationRule(
            value = "self.matches('" + Syntax.SERVICE_NAME + "')",
            message =
                "spec.service: it is no name of a ModelService; use the metadata.name of one in this"
                    + " namespace")
        @JsonPropertyDescription("The ModelService of this namespace that answers the items.")
        String service,
    @Required @JsonPropertyDescription("The items: one of `paths`, `jsonl` and `items`.")
        Inputs inputs,
    @JsonPropertyDescription(
            "Where the results are written. Absent: Steward keeps them, up to 1 MiB, as long as the"
                + " task's object, and a gateway runs the task; for `items` and `https://` paths"
                + " alone.")
        @Nullable Output output,
    @JsonPropertyDescription(
            "The Secret of this namespace with the object store's credentials, for inputs and"
                + " output.")
        @Nullable SecretRef secretRef,
    @JsonPropertyDescription(
            "What becomes of the answers: `Concat` (one after the other in input order; of texts,"
                + " also as one text), `Sum`, `Mean`, `Max` (of vectors or tensors, place by place),"
                + " `Vote` (what most answers say) or `None` (the items' own answers alone). Default:"
                + " Concat.")
        @Nullable Aggregate aggregate,
    @ValidationRule(
            value = "type(self) == int ? self >= 1 && self <= 100 : self == 'Auto'",
            message = "spec.parallelism: it is no number of workers; use 1 to 100, or Auto")
        @JsonPropertyDescription(
            "Workers at once, each with six items under way: 1 to 100, or `Auto` (one for each two"
                + " pods of the service; locally two). Default: Auto.")
        @Nullable IntOrString parallelism,
    @Size(min = 2, max = 24)
        @ValidationRule(
            value =
                "self.matches('"
                    + Syntax.DURATION
                    + "') && duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message = "spec.deadline: it is no duration from 1s to 8760h; write it like 90m or 6h")
        @JsonPropertyDescription(
            "How long the task may take, from its beginning: 1s to 8760h. Default: as long as it"
                + " does.")
        @Nullable String deadline,
    @ValidationRule(
            value =
                "type(self) == int ? self >= 0 && self <= 1000000 :"
                    + " self.matches('^([0-9]{1,6}|[0-9]{1,2}%|100%)$')",
            message =
                "spec.maxFailedItems: it is neither a count nor a share; write it like 5 or 1%")
        @JsonPropertyDescription(
            "Items that may fail before the task has: a count, or a share of all items, rounded up."
                + " Default: 10%.")
        @Nullable IntOrString maxFailedItems,
    @Size(min = 2, max = 24)
        @ValidationRule(
            value =
                "self.matches('"
                    + Syntax.DURATION
                    + "') && duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message =
                "spec.ttlAfterFinished: it is no duration from 1s to 8760h; write it like 24h")
        @JsonPropertyDescription(
            "How long the task's object stays after its end, and with it results that Steward keeps:"
                + " 1s to 8760h. Results at an output path stay. Default: 168h.")
        @Nullable String ttlAfterFinished,
    @JsonPropertyDescription("What the task states of itself, where policies ask for it.")
        @Nullable Compliance compliance) {

  /** What the items are. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "(has(self.paths) ? 1 : 0) + (has(self.jsonl) ? 1 : 0) + (has(self.items) ? 1 : 0) == 1",
      message = "spec.inputs: it needs one of paths, jsonl and items; keep one of them")
  public record Inputs(
      @Size(min = 1, max = 100)
          @JsonPropertyDescription(
              "Files, each an item: `pvc://CLAIM/PATH`, `s3://BUCKET/KEY`, `https://HOST/PATH` of"
                  + " an allowed host, or, with the command line alone, `file:///PATH`. `*` stands"
                  + " for any text within a part of the path, `?` for one character, `**` for any"
                  + " folders; what begins with a dot has to be named.")
          @Nullable List<String> paths,
      @JsonPropertyDescription("A file of which each line is an item.") @Nullable Jsonl jsonl,
      @Size(min = 1, max = 1000)
          @JsonPropertyDescription(
              "The items themselves, up to 1 MiB in all: for Embedding, Classification and"
                  + " TokenClassification a text, for Tensor a request of the Open Inference"
                  + " Protocol as JSON.")
          @Nullable List<String> items) {

    public Inputs {
      paths = paths == null ? null : List.copyOf(paths);
      items = items == null ? null : List.copyOf(items);
    }
  }

  /** A file of lines. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Jsonl(
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(
              value = "self.matches('" + Syntax.DATA_PATH + "')",
              message = "spec.inputs.jsonl.path: " + Syntax.DATA_PATH_MESSAGE)
          @JsonPropertyDescription(
              "The file: `pvc://`, `s3://`, `https://` or, with the command line alone, `file://`."
                  + " For Embedding, Classification and TokenClassification a line is"
                  + " `{\"input\": …}`, for Tensor a request of the Open Inference Protocol.")
          String path) {}

  /** Where results go. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Output(
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(
              value = "self.matches('" + Syntax.OUTPUT_PATH + "')",
              message =
                  "spec.output.path: results can't be written there; use pvc://CLAIM/PATH,"
                      + " s3://BUCKET/KEY or, with the command line alone, file:///PATH, without"
                      + " wildcards")
          @JsonPropertyDescription(
              "A folder that holds no other task's results: `pvc://CLAIM/PATH`, `s3://BUCKET/KEY`"
                  + " or, with the command line alone, `file:///PATH`.")
          String path) {}

  /** A Secret by its name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(
      @Required
          @Size(min = 1, max = 253)
          @ValidationRule(
              value = "self.matches('" + Syntax.SUBDOMAIN + "')",
              message =
                  "spec.secretRef.name: it is no name of a Secret; use lower-case letters, digits, -"
                      + " and .")
          @JsonPropertyDescription(
              "Its keys are `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and where needed"
                  + " `AWS_SESSION_TOKEN`, `AWS_REGION` and `AWS_ENDPOINT_URL`.")
          String name) {}

  /** The names of {@link dev.steward.core.task.Aggregate} in resources. */
  public enum Aggregate {
    Concat,
    Sum,
    Mean,
    Max,
    Vote,
    None
  }
}
