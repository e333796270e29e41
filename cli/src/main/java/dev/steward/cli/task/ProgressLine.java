package dev.steward.cli.task;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.core.task.Pace;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a task is, on one line.
 *
 * <p>Example: {@code [##########··········] 1000/2000 12.5/s 1m20s left 3 failed}.
 *
 * @param total items
 * @param done those that are through, failed ones among them
 * @param failed those that failed
 */
public record ProgressLine(long total, long done, long failed, Pace pace) {

  private static final int WIDTH = 30;

  /** With a bar. */
  public String bar() {
    int full = total == 0 ? 0 : (int) (WIDTH * done / total);
    return "[" + "#".repeat(full) + "·".repeat(WIDTH - full) + "] " + text();
  }

  /** Without a bar. */
  public String text() {
    var line = new StringBuilder("%d/%d".formatted(done, total));
    pace.itemsPerSecond().ifPresent(rate -> line.append("  ").append(rate(rate)));
    if (done < total) {
      pace.timeLeft().ifPresent(left -> line.append("  ").append(time(left)).append(" left"));
    }
    if (failed > 0) {
      line.append("  ").append(failed).append(" failed");
    }
    return line.toString();
  }

  /** Items a second, with as many digits as tell something. */
  private static String rate(double itemsPerSecond) {
    return String.format(Locale.ROOT, itemsPerSecond < 100 ? "%.1f/s" : "%.0f/s", itemsPerSecond);
  }

  /** A time of whole seconds, or milliseconds where it is less than one. */
  public static String time(Duration duration) {
    return GoDuration.text(
        duration.compareTo(Duration.ofSeconds(1)) < 0
            ? duration
            : Duration.ofSeconds(duration.toSeconds()));
  }
}
