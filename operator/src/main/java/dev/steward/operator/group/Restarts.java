package dev.steward.operator.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a group remembers of its restarts, in its StatefulSet's annotation.
 *
 * @param total ever
 * @param failures of its own since it last was well
 * @param unplaced how often in a row there was no place for it
 * @param last the last one
 */
public record Restarts(int total, int failures, int unplaced, Optional<Failure> last) {

  public static final Restarts NONE = new Restarts(0, 0, 0, Optional.empty());

  /** A group that failed so often since it last was well isn't begun again. */
  public static final int MOST_FAILURES = 6;

  /** How long a group must have been whole for its failures not to count any more. */
  public static final Duration WELL = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  public Restarts {
    if (total < 0 || failures < 0 || unplaced < 0) {
      throw new IllegalArgumentException(total + ", " + failures + ", " + unplaced);
    }
  }

  /** With one more. */
  Restarts after(Failure failure) {
    return switch (failure.kind()) {
      case Crashed, PodFailed -> new Restarts(total + 1, failures + 1, 0, Optional.of(failure));
      case MemberLeft -> new Restarts(total + 1, failures, unplaced, Optional.of(failure));
      case NotPlaced -> new Restarts(total + 1, failures, unplaced + 1, Optional.of(failure));
    };
  }

  /** With the failures so far not counted any more. */
  Restarts forgiven() {
    return new Restarts(total, 0, 0, last);
  }

  /** Whether there is something to forgive. */
  boolean count() {
    return failures > 0 || unplaced > 0;
  }

  /** Whether it isn't begun again. */
  public boolean exhausted() {
    return failures >= MOST_FAILURES;
  }

  /**
   * Until when the gates stay closed. A first crash is most often the only one: the group is begun
   * again at once, as Kubernetes does with a container. After a second one it waits 10 s, twice as
   * long after each further one, and 5 min at most. Where there was no place it waits from the
   * first time on. A member that was deleted or drained is no reason to wait.
   */
  Instant pauseEnds() {
    return last.map(failure ->
            switch (failure.kind()) {
              case Crashed, PodFailed -> failure.at().plus(pause(failures - 1));
              case MemberLeft -> failure.at();
              case NotPlaced -> failure.at().plus(pause(unplaced));
            })
        .orElse(Instant.MIN);
  }

  private static Duration pause(int times) {
    if (times <= 0) {
      return Duration.ZERO;
    }
    var doublings = Math.clamp(times - 1L, 0, 5);
    var pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
