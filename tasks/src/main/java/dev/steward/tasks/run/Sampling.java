package dev.steward.tasks.run;

import dev.steward.core.check.Checked;
import dev.steward.core.task.SpeedSample;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.trace.PartSpan;
import dev.steward.tracing.RequestSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures C: sends a few items spread over the task, as many at once as the task will. Their
 * answers aren't kept, so that every result comes from a slice.
 */
final class Sampling {

  /** How many. */
  static final int ITEMS = 16;

  private final ItemRun run;
  private final Turns turns;
  private final RequestSpan span;
  private final ConcurrentLinkedQueue<Duration> answered = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ResultLine.Failed> failed = new ConcurrentLinkedQueue<>();

  /**
   * A measurement.
   *
   * @param turns for its items
   * @param span is told of them
   */
  Sampling(ItemRun run, Turns turns, RequestSpan span) {
    this.run = run;
    this.turns = turns;
    this.span = span;
  }

  /** The items to measure: every {@code count / ITEMS}th, of a source that has as many. */
  static List<Item> choose(ItemSource source) throws IOException {
    var chosen = new ArrayList<Item>();
    long step = source.count() / ITEMS;
    var number = new long[1];
    source.each(item -> {
      if (number[0]++ % step == 0 && chosen.size() < ITEMS) {
        chosen.add(item);
      }
    });
    return chosen;
  }

  /**
   * The speed with {@code items}, or what is wrong when the service answers none of them.
   *
   * @throws UnavailableException when the service isn't to be had
   */
  Checked<SpeedSample> measure(List<Item> items)
      throws UnavailableException, IOException, InterruptedException {
    // The first one, which waits for pods to start and code to warm up, isn't measured.
    timed(0, items.getFirst());
    answered.clear();
    long begun = System.nanoTime();
    new InFlight(this::timed, turns, line -> {})
        .send(1, items.subList(1, items.size()), line -> {});
    long took = Math.max(1, System.nanoTime() - begun);
    if (answered.isEmpty()) {
      var first = failed.element();
      return Checked.invalid(
          "spec.inputs",
          "of %d items tried, none was answered; %s: %s"
              .formatted(items.size(), first.input(), first.error()),
          "correct the inputs or the service");
    }
    return Checked.valid(new SpeedSample(List.copyOf(answered), Duration.ofNanos(took)));
  }

  private ResultLine timed(long number, Item item)
      throws UnavailableException, IOException, InterruptedException {
    long begun = System.nanoTime();
    var line = run.run(number, item, PartSpan.begin(span, "item"));
    switch (line) {
      case ResultLine.Answered _ -> answered.add(Duration.ofNanos(System.nanoTime() - begun));
      case ResultLine.Failed failure -> failed.add(failure);
    }
    return line;
  }
}
