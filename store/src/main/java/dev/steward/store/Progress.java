package dev.steward.store;

import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import dev.steward.core.runtime.ArrivalWords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far a download is, however many files it has: for who asks, and as a sentence every {@link
 * #INTERVAL} at most.
 */
final class Progress {

  /** Between two sentences. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final String name;
  private final InstantSource clock;
  private final Arriving arriving;
  private final AtomicLong came = new AtomicLong();
  private final AtomicLong had = new AtomicLong();
  private final AtomicLong all = new AtomicLong();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.DOWNLOADING);
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Instant> last;
  private final AtomicReference<Speed> speed;

  /**
   * @param name what is downloaded
   * @param arriving who is told
   */
  Progress(String name, InstantSource clock, Arriving arriving) {
    this.name = name;
    this.clock = clock;
    this.arriving = arriving;
    var now = clock.instant();
    this.last = new AtomicReference<>(now);
    this.speed = new AtomicReference<>(Speed.from(now));
  }

  /** How many bytes there will be in all, where that is known. */
  void expects(long bytes) {
    arriving.follow(this);
    phase.set(Phase.DOWNLOADING);
    all.set(bytes);
  }

  /** How many bytes there will be, of what is one file and said no size before. */
  void expectsOne(long bytes) {
    arriving.follow(this);
    all.compareAndSet(0, bytes);
  }

  /** Another process may be bringing the same, and is waited for. */
  void waits() {
    arriving.follow(this);
    phase.set(Phase.WAITING);
  }

  /** All is here: what follows is no download. */
  void ended() {
    phase.set(Phase.LOADING);
    trouble.set(Optional.empty());
  }

  /** Bytes that were there already. */
  void had(long bytes) {
    arriving.follow(this);
    had.addAndGet(bytes);
    came.addAndGet(bytes);
  }

  /** Bytes that were there, or came, are of no use: they are brought again. */
  void lost(long bytes) {
    came.addAndGet(-bytes);
  }

  /** An attempt broke off, and another one is made. */
  void troubled(String problem) {
    arriving.followFirst(this);
    trouble.set(Optional.of(problem));
  }

  /** Bytes came. */
  void came(long bytes) {
    came.addAndGet(bytes);
    if (trouble.get().isPresent()) {
      trouble.set(Optional.empty());
    }
    var now = clock.instant();
    speed.updateAndGet(before -> before.with(now, bytes));
    var before = last.get();
    if (Duration.between(before, now).compareTo(INTERVAL) >= 0 && last.compareAndSet(before, now)) {
      arriving.tell("%s: %s".formatted(name, ArrivalWords.of(now())));
    }
  }

  /** How far it is. */
  Arrival now() {
    var whole = all.get();
    var here = Math.max(0, came.get());
    var bytes = whole > 0 ? Math.min(whole, here) : here;
    return new Arrival(
        phase.get(),
        bytes,
        whole > 0 ? OptionalLong.of(whole) : OptionalLong.empty(),
        Math.min(bytes, had.get()),
        speed.updateAndGet(before -> before.with(clock.instant(), 0)).bytesPerSecond(),
        trouble.get());
  }
}
