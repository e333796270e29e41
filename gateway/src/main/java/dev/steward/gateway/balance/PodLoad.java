package dev.steward.gateway.balance;

import dev.steward.core.shard.Pace;
import dev.steward.gateway.route.PodAddress;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What this gateway knows of one pod: how much it has sent there, how fast it was, and whether it
 * can be reached.
 */
public final class PodLoad {
  static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final PodAddress address;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<Pace> pace = new AtomicReference<>(Pace.unknown());
  private volatile long asideUntil;

  PodLoad(PodAddress address) {
    this.address = address;
  }

  /** Where it is. */
  public PodAddress address() {
    return address;
  }

  /** Requests sent there that haven't ended. */
  public int outstanding() {
    return outstanding.get();
  }

  /**
   * A connection to it failed: it is put aside.
   *
   * @param now milliseconds since the epoch
   */
  public void unreachable(long now) {
    var doublings = Math.min(failures.getAndIncrement(), 10);
    var pause = Math.min(FIRST_PAUSE.toMillis() << doublings, LONGEST_PAUSE.toMillis());
    asideUntil = now + pause;
  }

  /** It answered: past failures no longer count. */
  public void reached() {
    if (failures.get() != 0) {
      failures.set(0);
      asideUntil = 0;
    }
  }

  /**
   * It answered.
   *
   * @param rows that it computed meanwhile: those of the batch; where requests aren't cut, the
   *     requests that it had in hand, for that many it does in the time that one takes
   * @param took from sending it to its answer
   * @param nowNanos {@link System#nanoTime()}
   */
  public void computed(int rows, Duration took, long nowNanos) {
    pace.updateAndGet(before -> before.after(rows, took, nowNanos));
  }

  /**
   * Rows, or requests, a second that it did of late; empty where nobody measured.
   *
   * @param nowNanos {@link System#nanoTime()}
   */
  public OptionalDouble speed(long nowNanos) {
    return pace.get().speed(nowNanos);
  }

  boolean isAside(long now) {
    return now < asideUntil;
  }

  /** Takes a place, unless someone else was faster and the count is no longer as expected. */
  boolean take(int expected) {
    return outstanding.compareAndSet(expected, expected + 1);
  }

  /** Takes a place whatever the count, and says the new one. */
  int take() {
    return outstanding.incrementAndGet();
  }

  void giveBack() {
    outstanding.decrementAndGet();
  }
}
