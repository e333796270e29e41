package dev.steward.e2e.world;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition, and says what it saw last when the condition doesn't come. */
public final class Await {

  /** Long enough for a busy machine of two cores; where a time is promised, tests name it. */
  public static final Duration PATIENTLY = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private Await() {}

  /** Looks until what is seen is as wanted, and gives it. */
  public static <T> T until(
      String what, Duration atMost, Supplier<T> look, Predicate<? super T> wanted) {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      var seen = look.get();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s didn't happen within %d s; seen last: %s"
                .formatted(what, atMost.toSeconds(), seen));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Looks until there is something, and gives it. */
  public static <T> T present(String what, Duration atMost, Supplier<Optional<T>> look) {
    return until(what, atMost, look, Optional::isPresent).orElseThrow();
  }

  /** Looks until it is so. */
  public static void holds(String what, Duration atMost, Supplier<Boolean> look) {
    var _ = until(what, atMost, look, Boolean.TRUE::equals);
  }
}
