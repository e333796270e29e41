package dev.steward.protocol.grpc;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a client waits for the end of its call, as {@code grpc-timeout} says it (grpc/grpc,
 * doc/PROTOCOL-HTTP2.md, Requests): one to eight digits and a unit.
 */
public final class GrpcTimeout {

  /** The field's name. */
  public static final String FIELD = "grpc-timeout";

  private static final int MOST_DIGITS = 8;
  private static final long MOST_MILLIS = 99_999_999;

  private GrpcTimeout() {}

  /** The time that {@code text} says; empty where it isn't one. */
  public static Optional<Duration> parse(String text) {
    var digits = text.length() - 1;
    if (digits < 1 || digits > MOST_DIGITS) {
      return Optional.empty();
    }
    long number = 0;
    for (int at = 0; at < digits; at++) {
      var c = text.charAt(at);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      number = 10 * number + (c - '0');
    }
    return switch (text.charAt(digits)) {
      case 'H' -> Optional.of(Duration.ofHours(number));
      case 'M' -> Optional.of(Duration.ofMinutes(number));
      case 'S' -> Optional.of(Duration.ofSeconds(number));
      case 'm' -> Optional.of(Duration.ofMillis(number));
      case 'u' -> Optional.of(Duration.ofNanos(1000 * number));
      case 'n' -> Optional.of(Duration.ofNanos(number));
      default -> Optional.empty();
    };
  }

  /** So many milliseconds, 1 or more; of more than a day as much as fits. */
  public static String ofMillis(long millis) {
    return Math.clamp(millis, 1, MOST_MILLIS) + "m";
  }
}
