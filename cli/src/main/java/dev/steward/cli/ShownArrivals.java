package dev.steward.cli;

import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.ArrivalWords;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Shows how far models are that are downloaded: on a terminal in one line that is drawn anew,
 * elsewhere in a line now and then.
 */
final class ShownArrivals implements AutoCloseable {

  private static final Duration REDRAW = Duration.ofMillis(500);
  private static final Duration NEXT_LINE = Duration.ofSeconds(10);
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final ProgressScreen.Kind kind;
  private final Supplier<Map<String, Arrival>> arrivals;
  private final Thread thread;
  private String last = "";

  /**
   * Begins to show.
   *
   * @param arrivals by the model's name; asked each time
   */
  ShownArrivals(
      PrintWriter out, ProgressScreen.Kind kind, Supplier<Map<String, Arrival>> arrivals) {
    this.out = out;
    this.kind = kind;
    this.arrivals = arrivals;
    this.thread = Thread.ofVirtual().start(this::show);
  }

  private void show() {
    try {
      while (true) {
        Thread.sleep(kind == ProgressScreen.Kind.TERMINAL || last.isEmpty() ? REDRAW : NEXT_LINE);
        draw(line(arrivals.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw(String line) {
    if (line.equals(last)) {
      return;
    }
    switch (kind) {
      case TERMINAL -> out.print(ERASE_LINE + line);
      case PLAIN -> {
        if (!line.isEmpty()) {
          out.println(line);
        }
      }
    }
    out.flush();
    last = line;
  }

  /** What is said; empty where nothing is on its way. */
  static String line(Map<String, Arrival> arrivals) {
    return arrivals.entrySet().stream()
        .map(each -> each.getKey() + ": " + words(each.getValue()))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  private static String words(Arrival arrival) {
    return switch (arrival.phase()) {
      case DOWNLOADING ->
          "downloading %s%s%s"
              .formatted(
                  ArrivalWords.of(arrival),
                  arrival.begunWith() == 0
                      ? ""
                      : ", begun with " + ArrivalWords.bytes(arrival.begunWith()),
                  arrival
                      .trouble()
                      .map(trouble -> " (tried again, because " + trouble + ")")
                      .orElse(""));
      case WAITING -> "another process downloads it";
      case LOADING -> "loading";
    };
  }

  /** Leaves no line half drawn. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    draw("");
  }
}
