package dev.steward.cli.task;

import dev.steward.core.task.Pace;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows a task's progress until closed. On a terminal one line is drawn anew four times a second;
 * elsewhere a new line is written every ten seconds, when something has changed.
 */
public final class ProgressScreen implements AutoCloseable {

  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration NEXT_LINE = Duration.ofSeconds(10);
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final Kind kind;
  private final InstantSource clock;
  private final Supplier<Counts> counts;
  private final Thread thread;
  private final Instant begun;
  private final long before;
  private String last = "";

  /** What a screen can do. */
  public enum Kind {
    TERMINAL,
    PLAIN;

    /** This process's own. */
    public static Kind ofThisProcess() {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
          ? TERMINAL
          : PLAIN;
    }
  }

  /** How a task stands now. */
  public record Counts(long total, long done, long failed) {}

  /** Begins to show what {@code counts} says; what is done already doesn't count for the rate. */
  public ProgressScreen(PrintWriter out, Kind kind, InstantSource clock, Supplier<Counts> counts) {
    this.out = out;
    this.kind = kind;
    this.clock = clock;
    this.counts = counts;
    this.begun = clock.instant();
    this.before = counts.get().done();
    this.thread = Thread.ofVirtual().start(this::show);
  }

  private void show() {
    try {
      while (true) {
        draw();
        Thread.sleep(kind == Kind.TERMINAL ? REDRAW : NEXT_LINE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw() {
    var line = line();
    switch (kind) {
      case TERMINAL -> out.print(ERASE_LINE + line.bar());
      case PLAIN -> {
        if (!line.text().equals(last)) {
          out.println(line.text());
        }
      }
    }
    last = line.text();
    out.flush();
  }

  private ProgressLine line() {
    var now = counts.get();
    var pace =
        Pace.of(
            now.done() - before,
            now.total() - now.done(),
            Duration.between(begun, clock.instant()));
    return new ProgressLine(now.total(), now.done(), now.failed(), pace);
  }

  /** Shows the last state, and stops. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    draw();
    if (kind == Kind.TERMINAL) {
      out.println();
    }
  }
}
