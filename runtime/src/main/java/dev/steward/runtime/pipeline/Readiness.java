package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether all stages can compute: they are connected, and a warm-up has passed through all of them
 * since they were connected last.
 */
public final class Readiness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Supplier<Optional<String>> missing;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Thread> keeper = Optional.empty();
  private boolean warm;
  private long changes;

  /**
   * Nothing is warm yet.
   *
   * @param missing why the other stages can't compute; empty if they can
   */
  Readiness(Supplier<Optional<String>> missing) {
    this.missing = missing;
  }

  /** Computes once through all stages. */
  @FunctionalInterface
  public interface WarmUp {
    /** Empty if that went well. */
    Optional<Refusal> run();
  }

  /** Is told that {@code missing} may have changed: what was warm is warm no more. */
  void changed() {
    lock.lock();
    try {
      changes++;
      warm = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Why no request can be computed; empty if it can. */
  Optional<Refusal> unavailable() {
    var reason = missing.get();
    if (reason.isPresent()) {
      return Optional.of(RemoteStage.absent(reason.get()));
    }
    lock.lock();
    try {
      return warm ? Optional.empty() : Optional.of(RemoteStage.absent("the stages are warming up"));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a warm-up has gone well, and from then on sees to it that one does after each
   * change.
   *
   * @return why it never will
   */
  Optional<Refusal> awaitWarm(WarmUp warmUp) throws InterruptedException {
    while (true) {
      var refusal = warmOnce(warmUp);
      if (refusal.isPresent() && !passing(refusal.get())) {
        return refusal;
      }
      if (refusal.isEmpty()) {
        keeper = Optional.of(Thread.ofVirtual().name("stage-warmer").start(() -> keepWarm(warmUp)));
        return Optional.empty();
      }
    }
  }

  /** Refused by what happens between processes, not by the model. */
  private static boolean passing(Refusal refusal) {
    return refusal.code() == ErrorCode.NO_REPLICA
        || refusal.code() == ErrorCode.BAD_REPLICA
        || refusal.code() == ErrorCode.STOPPING
        || refusal.code() == ErrorCode.DEADLINE_EXCEEDED;
  }

  private void keepWarm(WarmUp warmUp) {
    try {
      while (true) {
        awaitCold();
        var refusal = warmOnce(warmUp);
        refusal.ifPresent(why -> LOG.warn("the stages can't be warmed up: {}", why.message()));
      }
    } catch (InterruptedException e) {
      LOG.debug("warming ends");
    }
  }

  private void awaitCold() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (warm) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all stages are there, and tries once; a failure is followed by a pause. */
  private Optional<Refusal> warmOnce(WarmUp warmUp) throws InterruptedException {
    long before;
    lock.lockInterruptibly();
    try {
      while (missing.get().isPresent()) {
        changed.await();
      }
      before = changes;
    } finally {
      lock.unlock();
    }
    var refusal = warmUp.run();
    lock.lockInterruptibly();
    try {
      // A stage that came anew meanwhile may not have been part of it.
      warm = refusal.isEmpty() && changes == before;
      long pause = refusal.isPresent() ? AGAIN.toNanos() : 0;
      while (pause > 0 && changes == before) {
        pause = changed.awaitNanos(pause);
      }
      return warm
          ? Optional.empty()
          : refusal.or(() -> Optional.of(RemoteStage.absent("a stage came anew")));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    keeper.ifPresent(Thread::interrupt);
  }
}
