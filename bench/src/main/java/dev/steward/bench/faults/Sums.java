package dev.steward.bench.faults;

import dev.steward.bench.Figures;
import dev.steward.bench.faults.away.Receiver;

/** The figures of all runs. */
final class Sums {
  private long stuck;
  private long lost;
  private long falseAlarms;
  private long undelivered;
  private long misdelivered;
  private long harmed;
  private long answers;
  private long refused;
  private long inGaps;
  private long delivered;
  private long again;
  private long spoiled;
  private long sealedFiles;

  /**
   * One more run.
   *
   * @param gone files that left the volume
   */
  void add(Stage stage, Verdict verdict, Receiver receiver, long gone) {
    stuck += stage.stuck().isPresent() ? 1 : 0;
    lost += verdict.lost();
    falseAlarms += verdict.falseAlarms().size();
    undelivered += verdict.undelivered();
    misdelivered += verdict.misdelivered();
    harmed += stage.harmed();
    answers += stage.seen().answers();
    refused += stage.seen().refusals();
    inGaps += stage.seen().withoutRecords();
    delivered += receiver.received().count();
    again += receiver.received().again();
    spoiled += receiver.spoiled();
    sealedFiles += gone;
  }

  Figures figures(Figures figures) {
    return figures
        .put("lost", (double) lost)
        .put("false_alarms", (double) falseAlarms)
        .put("undelivered", (double) undelivered)
        .put("stuck", (double) stuck)
        .put("misdelivered", (double) misdelivered)
        .put("harmed", (double) harmed)
        .put("answers", (double) answers)
        .put("refused", (double) refused)
        .put("in_gaps", (double) inGaps)
        .put("delivered", (double) delivered)
        .put("delivered_again", (double) again)
        .put("spoiled_posts", (double) spoiled)
        .put("sealed_files", (double) sealedFiles);
  }
}
