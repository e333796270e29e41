package dev.steward.operator.task;

import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Slices;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of a task's items: which slices are finished the Job tells, also of pods that are
 * gone; how many of their items failed, the pods.
 */
final class SliceProgress {

  private SliceProgress() {}

  /** The items of finished slices. */
  static Tally of(Job job, Slices slices, List<StepPod> pods) {
    long done = 0;
    for (var interval : finished(job).split(",", -1)) {
      done += items(interval, slices);
    }
    var reports = new TreeMap<Integer, Tally>();
    for (var pod : pods) {
      if (pod.step() == Step.run
          && pod.report().orElse(null) instanceof StepReport.Ran(var tally)) {
        reports.put(pod.index(), tally);
      }
    }
    long failed = reports.values().stream().mapToLong(Tally::failed).sum();
    var first =
        reports.values().stream()
            .flatMap(tally -> tally.first().stream())
            .sorted(Comparator.comparingLong(ItemFailure::item))
            .limit(Tally.MAX_FAILURES)
            .toList();
    // A pod may have reported before the Job's status has it.
    return new Tally(Math.max(done, failed), failed, first);
  }

  /** Indexes as Kubernetes writes them: {@code 1,3-5,7}. */
  private static String finished(Job job) {
    return Optional.ofNullable(job.getStatus())
        .flatMap(status -> Optional.ofNullable(status.getCompletedIndexes()))
        .orElse("");
  }

  private static long items(String interval, Slices slices) {
    if (interval.isBlank()) {
      return 0;
    }
    int dash = interval.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? interval : interval.substring(0, dash));
    int last = Integer.parseInt(dash < 0 ? interval : interval.substring(dash + 1));
    return slices.range(last).to() - slices.range(first).from();
  }
}
