package dev.steward.store;

import java.time.Duration;
import java.time.Instant;

/**
 * Bytes a second over the last 5 to 10 s, so that a download that slows down or stands still shows
 * it soon, and one of bursts isn't told anew with each.
 *
 * @param since the beginning of what is averaged
 * @param bytes that came from then on
 * @param turn when what came before is forgotten
 * @param after of {@code bytes}, those that came after {@code turn}
 * @param now the last look
 */
record Speed(Instant since, long bytes, Instant turn, long after, Instant now) {

  private static final Duration SPAN = Duration.ofSeconds(5);
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Nothing has come yet. */
  static Speed from(Instant begun) {
    return new Speed(begun, 0, begun, 0, begun);
  }

  /** Bytes came, or none, until a moment. */
  Speed with(Instant moment, long came) {
    return Duration.between(turn, moment).compareTo(SPAN) < 0
        ? new Speed(since, bytes + came, turn, after + came, moment)
        : new Speed(turn, after + came, moment, 0, moment);
  }

  /** The average; 0 in the first second, which says nothing. */
  long bytesPerSecond() {
    var span = Duration.between(since, now);
    return span.compareTo(LEAST) < 0 ? 0 : bytes * 1000 / span.toMillis();
  }
}
