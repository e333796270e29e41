package dev.steward.core.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How far a process is with bringing its model from elsewhere.
 *
 * <p>Example: 1.0 of 2.0 GiB, of which 0.5 GiB lay there already, at 100 MB/s; some 10 s are left.
 *
 * @param phase what it does
 * @param bytes that are here; never negative
 * @param totalBytes how many there will be, where that is known; at least {@code bytes}
 * @param begunWith of {@code bytes}, those that an earlier attempt had left
 * @param bytesPerSecond how many came in a second lately; 0: none, or it isn't known yet
 * @param trouble why an attempt broke off, until bytes come again; at most {@value #MAX_TROUBLE}
 *     characters, longer ones are cut
 */
public record Arrival(
    Phase phase,
    long bytes,
    OptionalLong totalBytes,
    long begunWith,
    long bytesPerSecond,
    Optional<String> trouble) {

  /** Of the words about an attempt that broke off. */
  public static final int MAX_TROUBLE = 256;

  /** What a process does that brings a model. */
  public enum Phase {
    /** Another process brings it to the cache that both use. */
    WAITING("Waiting"),
    DOWNLOADING("Downloading"),
    /** All of it is here, and is checked, unpacked and loaded. */
    LOADING("Loading");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    /** As it stands in the status and between processes. */
    public String text() {
      return text;
    }

    /** The phase of a text; empty: there is none such. */
    public static Optional<Phase> of(String text) {
      for (var phase : values()) {
        if (phase.text.equals(text)) {
          return Optional.of(phase);
        }
      }
      return Optional.empty();
    }
  }

  public Arrival {
    if (bytes < 0 || begunWith < 0 || begunWith > bytes || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "bytes: %d, of which %d were there, %d a second; none is negative, and no more were there"
              .formatted(bytes, begunWith, bytesPerSecond));
    }
    if (totalBytes.isPresent() && totalBytes.getAsLong() < bytes) {
      throw new IllegalArgumentException(
          "totalBytes: %d of %d bytes are here".formatted(bytes, totalBytes.getAsLong()));
    }
    trouble = trouble.map(Arrival::cut);
  }

  private static String cut(String text) {
    return text.length() <= MAX_TROUBLE ? text : text.substring(0, MAX_TROUBLE - 1) + "…";
  }

  /** How much of it is here, 0 to 100, rounded down; empty where nobody knows how much there is. */
  public OptionalInt percent() {
    if (totalBytes.isEmpty()) {
      return OptionalInt.empty();
    }
    var total = totalBytes.getAsLong();
    return OptionalInt.of(total == 0 ? 100 : (int) (100.0 * bytes / total));
  }

  /** How long it takes if it goes on like this; empty where that can't be said. */
  public Optional<Duration> left() {
    return totalBytes.isEmpty() || bytesPerSecond == 0 || phase != Phase.DOWNLOADING
        ? Optional.empty()
        : Optional.of(
            Duration.ofSeconds(Math.ceilDiv(totalBytes.getAsLong() - bytes, bytesPerSecond)));
  }
}
