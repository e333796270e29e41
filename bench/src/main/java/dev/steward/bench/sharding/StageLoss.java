package dev.steward.bench.sharding;

import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stage is killed while requests are under way, and started again a moment later. */
final class StageLoss {

  private static final int CLIENTS = 8;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BEFORE = Duration.ofSeconds(2);
  private static final Duration AFTER = Duration.ofSeconds(60);

  private StageLoss() {}

  /** One answer: when it came, how long it took, and its status (0: none). */
  private record Answer(long at, long took, int status) {}

  /** Kills stage 1. */
  static void run(Group group, String json, Figures figures) throws Exception {
    var answers = new ArrayList<Answer>();
    var stop = new AtomicBoolean();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Answer>>> asking = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        asking.add(clients.submit(() -> ask(group, json, stop)));
      }
      Thread.sleep(BEFORE);
      group.kill(1);
      long killed = System.nanoTime();
      group.restart(1);
      // Serving again: the first right answer, asked for after the stage was gone.
      while (group.status(json, LIMIT) != 200 && System.nanoTime() - killed < AFTER.toNanos()) {
        Thread.sleep(20);
      }
      double recovered = (System.nanoTime() - killed) / 1e9;
      stop.set(true);
      for (var each : asking) {
        answers.addAll(each.get());
      }
      report(answers, killed, recovered, figures);
    }
  }

  private static List<Answer> ask(Group group, String json, AtomicBoolean stop)
      throws InterruptedException {
    var answers = new ArrayList<Answer>();
    while (!stop.get()) {
      long begun = System.nanoTime();
      int status = group.status(json, LIMIT);
      long end = System.nanoTime();
      answers.add(new Answer(end, end - begun, status));
      if (status != 200) {
        // As long as the answer's Retry-After would have it, or a little less.
        Thread.sleep(50);
      }
    }
    return answers;
  }

  private static void report(List<Answer> answers, long killed, double recovered, Figures figures) {
    var failed = answers.stream().filter(answer -> answer.status() != 200).toList();
    long unclean =
        failed.stream().filter(answer -> answer.status() != 502 && answer.status() != 503).count();
    double firstError =
        failed.stream().mapToLong(answer -> answer.at() - killed).min().orElse(0) / 1e9;
    double slowest = failed.stream().mapToLong(Answer::took).max().orElse(0) / 1e9;
    Progress.say(
        "sharding: a stage killed: first error after %.3f s, the slowest error took %.3f s, %d errors"
            + " (%d of them unclean), serving again after %.2f s",
        firstError, slowest, failed.size(), unclean, recovered);
    figures
        .put("recover_s", recovered)
        .put("slowest_error_s", slowest)
        .put("unclean_errors", (double) unclean);
  }
}
