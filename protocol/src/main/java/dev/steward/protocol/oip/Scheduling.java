package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a request wants to be computed: the parameters of Triton Inference Server's <a
 * href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_schedule_policy.md">schedule
 * policy extension</a>.
 *
 * @param priority 1, the most urgent, to {@value #LEVELS}; empty: the server's choice
 * @param timeout from the request's arrival; empty: the server's own
 */
public record Scheduling(OptionalInt priority, Optional<Duration> timeout) {

  /** Nothing is asked for. */
  public static final Scheduling NONE = new Scheduling(OptionalInt.empty(), Optional.empty());

  /** How many priorities there are. */
  public static final int LEVELS = 5;

  /** The parameter that tells the priority; 0 is none. */
  public static final String PRIORITY = "priority";

  /** The parameter that tells the timeout in microseconds; 0 is none. */
  public static final String TIMEOUT = "timeout";

  public Scheduling {
    requireNonNull(timeout, "timeout");
    if (priority.isPresent() && (priority.getAsInt() < 1 || priority.getAsInt() > LEVELS)) {
      throw new IllegalArgumentException("priorities are 1 to " + LEVELS);
    }
  }

  /**
   * The same with this priority.
   *
   * @param level 0 to {@value #LEVELS}; 0: none
   */
  public Scheduling withPriority(int level) {
    return new Scheduling(level == 0 ? OptionalInt.empty() : OptionalInt.of(level), timeout);
  }

  /**
   * The same with this timeout.
   *
   * @param micros 0 and up; 0: none
   */
  public Scheduling withTimeout(long micros) {
    return new Scheduling(
        priority,
        micros == 0 ? Optional.empty() : Optional.of(Duration.of(micros, ChronoUnit.MICROS)));
  }
}
