package dev.steward.runtime.repository;

import dev.steward.core.error.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Models that couldn't be loaded, and when that is tried again: after {@link #FIRST}, then after
 * twice as long each time, up to {@link #LONGEST}. The {@value #MOST} that failed last are known.
 *
 * <p>Times are on a clock of nanoseconds, such as that of {@link System#nanoTime}. Not for several
 * threads.
 */
final class Pauses {

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);
  static final int MOST = 1000;

  private final Map<ModelId, Pause> pauses = new LinkedHashMap<>();

  /**
   * A pause after a failure.
   *
   * @param why it failed
   * @param pause how long it lasts
   * @param end of it
   */
  private record Pause(Refusal why, Duration pause, long end) {}

  /** Why it failed, while it isn't to be tried again. */
  Optional<Refusal> during(ModelId id, long now) {
    return Optional.ofNullable(pauses.get(id)).filter(pause -> now - pause.end < 0).map(Pause::why);
  }

  /** Why it failed when it was last tried; empty: it didn't, or that was long ago. */
  Optional<Refusal> last(ModelId id) {
    return Optional.ofNullable(pauses.get(id)).map(Pause::why);
  }

  /** It couldn't be loaded. */
  void failed(ModelId id, Refusal why, long now) {
    var before = pauses.remove(id);
    var pause = before == null ? FIRST : shorter(before.pause.multipliedBy(2), LONGEST);
    if (pauses.size() == MOST) {
      pauses.remove(pauses.keySet().iterator().next());
    }
    pauses.put(id, new Pause(why, pause, now + pause.toNanos()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** It is loaded. */
  void worked(ModelId id) {
    pauses.remove(id);
  }
}
