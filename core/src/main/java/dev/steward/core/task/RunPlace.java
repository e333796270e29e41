package dev.steward.core.task;

import dev.steward.core.check.Checked;
import java.util.List;
import java.util.Optional;

/**
 * Who runs a task. Operator and gateways ask the same function, so that a task is always one's and
 * never both's.
 *
 * <p>A gateway runs what it can read and keep with no rights of the task's namespace, and what is
 * so little that the start of a pod would be most of the time. Example: three texts written down in
 * the task, or ten {@code https://} images, with no output path. With an output path the same three
 * texts are for Jobs, for only their pods can mount a claim or have a Secret.
 */
public enum RunPlace {
  /** A gateway, which holds the task and keeps its results. */
  GATEWAY,
  /** Jobs in the task's namespace, which keep the results at its output path. */
  JOBS;

  /** Bytes of items that are written down in a task, and of results that Steward keeps. */
  public static final int MAX_KEPT = 1 << 20;

  /**
   * The choice.
   *
   * @param output where results go; empty: Steward keeps them
   * @return it; or what is wrong where neither can run the task
   */
  public static Checked<RunPlace> of(TaskInputs inputs, Optional<DataPath> output) {
    if (output.isPresent()) {
      return Checked.valid(JOBS);
    }
    return switch (inputs) {
      case TaskInputs.Inline _ -> Checked.valid(GATEWAY);
      case TaskInputs.Files(var paths) when allOfTheWeb(paths) -> Checked.valid(GATEWAY);
      case TaskInputs.Files _, TaskInputs.Lines _ ->
          Checked.invalid(
              "spec.output",
              "Steward keeps the results of items and of https:// paths alone",
              "name output.path, such as pvc://CLAIM/PATH or s3://BUCKET/KEY");
    };
  }

  private static boolean allOfTheWeb(List<DataPath> paths) {
    return paths.stream().allMatch(path -> path instanceof DataPath.Https);
  }
}
