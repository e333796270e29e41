package dev.steward.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Tells how far a download is, every {@link #INTERVAL} at most, however many files it has. */
final class Progress {

  /** Between two sentences. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final double MIB = 1 << 20;

  private final String name;
  private final InstantSource clock;
  private final Consumer<String> told;
  private final AtomicLong came = new AtomicLong();
  private final AtomicLong all = new AtomicLong();
  private final AtomicReference<Instant> last;

  /**
   * @param name what is downloaded
   * @param told gets a sentence now and then
   */
  Progress(String name, InstantSource clock, Consumer<String> told) {
    this.name = name;
    this.clock = clock;
    this.told = told;
    this.last = new AtomicReference<>(clock.instant());
  }

  /** How many bytes there will be in all, where that is known. */
  void expects(long bytes) {
    all.set(bytes);
  }

  /** Bytes that were there already. */
  void had(long bytes) {
    came.addAndGet(bytes);
  }

  /** Bytes came. */
  void came(long bytes) {
    long sum = came.addAndGet(bytes);
    var now = clock.instant();
    var before = last.get();
    if (Duration.between(before, now).compareTo(INTERVAL) >= 0 && last.compareAndSet(before, now)) {
      told.accept(sentence(sum));
    }
  }

  private String sentence(long sum) {
    long whole = all.get();
    return whole > 0
        ? String.format(
            Locale.ROOT,
            "%s: %.0f of %.0f MiB are here (%d %%)",
            name,
            sum / MIB,
            whole / MIB,
            Math.min(100, 100 * sum / whole))
        : String.format(Locale.ROOT, "%s: %.0f MiB are here", name, sum / MIB);
  }
}
