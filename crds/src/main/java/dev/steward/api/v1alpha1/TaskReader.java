package dev.steward.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.RunPlace;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an InferenceTask asks for. The schema has refused most of what is wrong already; what
 * it can't see ends here as a violation.
 */
public final class TaskReader {

  /** Carries the first violation out of the nested parts; it never leaves this class. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Violation violation;

    Refused(Violation violation) {
      super(violation.message(), null, false, false);
      this.violation = violation;
    }
  }

  private TaskReader() {}

  /**
   * What is to be done.
   *
   * @param output where results go; empty: Steward keeps them
   * @param place who runs it
   * @param workers at once; empty: as many as fit the service
   */
  public record Order(
      TaskDescription task, Optional<DataPath> output, RunPlace place, Optional<Integer> workers) {}

  /**
   * Reads a task.
   *
   * @param model as the service's clients call it
   * @param kind of the service's model
   */
  public static Checked<Order> read(InferenceTask task, String model, ItemKind kind) {
    var spec = task.getSpec();
    if (spec == null || spec.inputs() == null) {
      return Checked.invalid("spec", "it lacks service or inputs", "say what is to be done");
    }
    try {
      var output = output(spec);
      return Checked.valid(
          new Order(
              new TaskDescription(
                  task.getMetadata().getName(),
                  model,
                  kind,
                  inputs(spec.inputs(), kind),
                  aggregate(spec.aggregate()),
                  budget(Optional.ofNullable(spec.maxFailedItems())),
                  Optional.ofNullable(spec.deadline())
                      .map(text -> valid(GoDuration.parse("spec.deadline", text)))),
              output,
              valid(RunPlace.of(places(spec.inputs()), output)),
              Optional.ofNullable(spec.parallelism()).map(IntOrString::getIntVal)));
    } catch (Refused refused) {
      return new Checked.Invalid<>(refused.violation);
    }
  }

  /** Who runs a task, which doesn't depend on its service; a violation where nobody can. */
  public static Checked<RunPlace> place(InferenceTaskSpec spec) {
    try {
      return RunPlace.of(places(spec.inputs()), output(spec));
    } catch (Refused refused) {
      return new Checked.Invalid<>(refused.violation);
    }
  }

  /** How long the task may take; empty: as long as it does. */
  public static Optional<Duration> deadline(InferenceTaskSpec spec) {
    return Optional.ofNullable(spec.deadline())
        .map(text -> GoDuration.parse("spec.deadline", text))
        .flatMap(read ->
            read instanceof Checked.Valid<Duration>(var duration)
                ? Optional.of(duration)
                : Optional.empty());
  }

  private static Optional<DataPath> output(InferenceTaskSpec spec) {
    return Optional.ofNullable(spec.output())
        .map(output -> path("spec.output.path", output.path()));
  }

  /** The inputs by where they are, whatever they mean to the service. */
  private static TaskInputs places(InferenceTaskSpec.Inputs inputs) {
    if (inputs.paths() != null) {
      return files(inputs.paths());
    }
    return inputs.jsonl() == null
        ? inline(inputs.items(), UnaryOperator.identity())
        : new TaskInputs.Lines(path("spec.inputs.jsonl.path", inputs.jsonl().path()));
  }

  private static TaskInputs files(List<String> texts) {
    var paths = new ArrayList<DataPath>();
    for (int i = 0; i < texts.size(); i++) {
      paths.add(path("spec.inputs.paths[" + i + "]", texts.get(i)));
    }
    return new TaskInputs.Files(paths);
  }

  private static TaskInputs inline(@Nullable List<String> items, UnaryOperator<String> toJson) {
    if (items == null || items.isEmpty()) {
      throw new Refused(
          new Violation("spec.inputs", "it names no items", "give paths, jsonl or items"));
    }
    long bytes = items.stream().mapToLong(String::length).sum();
    if (bytes > RunPlace.MAX_KEPT) {
      throw new Refused(
          new Violation(
              "spec.inputs.items",
              "they have %d characters together".formatted(bytes),
              "use at most %d, or a file and jsonl".formatted(RunPlace.MAX_KEPT)));
    }
    return new TaskInputs.Inline(items.stream().map(toJson).toList());
  }

  /** How long the object stays after the task's end. */
  public static Duration timeToLive(InferenceTaskSpec spec) {
    return Optional.ofNullable(spec.ttlAfterFinished())
        .map(text -> GoDuration.parse("spec.ttlAfterFinished", text))
        .flatMap(read ->
            read instanceof Checked.Valid<Duration>(var duration)
                ? Optional.of(duration)
                : Optional.empty())
        .orElse(Duration.ofDays(7));
  }

  private static TaskInputs inputs(InferenceTaskSpec.Inputs inputs, ItemKind kind) {
    if (inputs.paths() != null) {
      return files(inputs.paths());
    }
    if (kind == ItemKind.IMAGE_TEXT) {
      throw new Refused(
          new Violation(
              inputs.jsonl() == null ? "spec.inputs.items" : "spec.inputs.jsonl",
              "the service reads images, and an image is a file",
              "name the images in spec.inputs.paths"));
    }
    if (inputs.jsonl() != null) {
      return new TaskInputs.Lines(path("spec.inputs.jsonl.path", inputs.jsonl().path()));
    }
    return inline(inputs.items(), kind.isText() ? JsonString::of : UnaryOperator.identity());
  }

  private static Aggregate aggregate(InferenceTaskSpec.@Nullable Aggregate named) {
    return named == null
        ? Aggregate.CONCAT
        : Arrays.stream(Aggregate.values())
            .filter(each -> each.text().equals(named.name()))
            .findFirst()
            .orElseThrow();
  }

  private static FailureBudget budget(Optional<IntOrString> written) {
    return written
        .map(value ->
            valid(
                FailureBudget.parse(
                    "spec.maxFailedItems",
                    value.getIntVal() == null
                        ? requireNonNullElse(value.getStrVal(), "")
                        : value.getIntVal().toString())))
        .orElse(FailureBudget.DEFAULT);
  }

  private static DataPath path(String field, String text) {
    return valid(DataPath.parse(field, text));
  }

  private static <T> T valid(Checked<T> checked) {
    return checked.orThrow(Refused::new);
  }
}
