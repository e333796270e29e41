package dev.steward.core.task;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of those who hold tasks are alive, by signs that they give every {@link #EVERY}.
 *
 * <p>A sign is a text that changes each time; only whether it has changed counts, and only the
 * clock of who looks, so that clocks that disagree harm nobody. Who is seen for the first time
 * counts as alive; who has left no sign at all has left in good order, and is gone.
 *
 * <p>Example: gateway A's sign is 12:00:03 at our 15:00, and the same at our 15:10 (seconds): A is
 * dead, and its tasks are anybody's.
 *
 * @param last each holder's sign, and since when it has been that
 */
public record LifeSigns(Map<String, Sign> last) {

  /** How often a holder gives one. */
  public static final Duration EVERY = Duration.ofSeconds(3);

  /** After so long without a new one a holder is dead. */
  public static final Duration SILENCE = Duration.ofSeconds(10);

  /** Nobody was seen. */
  public static final LifeSigns NONE = new LifeSigns(Map.of());

  /** A sign and since when it is the same. */
  public record Sign(String text, Instant since) {}

  public LifeSigns {
    last = Map.copyOf(last);
  }

  /** After these, and no others, were seen. */
  public LifeSigns after(Map<String, String> seen, Instant now) {
    var next = new HashMap<String, Sign>();
    seen.forEach((holder, text) -> {
      var before = last.get(holder);
      next.put(holder, before != null && before.text().equals(text) ? before : new Sign(text, now));
    });
    return new LifeSigns(next);
  }

  /** Whether a holder is alive. */
  public boolean isAlive(String holder, Instant now) {
    var sign = last.get(holder);
    return sign != null && now.isBefore(sign.since().plus(SILENCE));
  }
}
