package dev.steward.ledger.log;

import dev.steward.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Publishes what was committed, once an interval, on a thread of its own. */
final class PublishLoop {

  private final LogState state;
  private final LogWriter writer;
  private final Duration interval;
  private final Queue<Asked.Rotation> rotated = new ConcurrentLinkedQueue<>();
  private final List<Consumer<SignedCheckpoint>> witnesses = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("ledger-publish").unstarted(this::run);

  private final ReentrantLock pace = new ReentrantLock();
  private final Condition hurry = pace.newCondition();
  private boolean asked;
  private boolean ending;

  PublishLoop(LogState state, LogWriter writer, Duration interval) {
    this.state = state;
    this.writer = writer;
    this.interval = interval;
  }

  void start() {
    thread.start();
  }

  void onCheckpoint(Consumer<SignedCheckpoint> witness) {
    witnesses.add(witness);
  }

  /** The log goes on in another journal: who asked for it is told when the old ones are gone. */
  void rotated(Asked.Rotation rotation) {
    rotated.add(rotation);
    hurry();
    if (state.health() instanceof LogHealth.Failing) {
      // The thread may have ended without seeing it.
      refuseRotated();
    }
  }

  /** Publishes soon, instead of at its time. */
  void hurry() {
    pace.lock();
    try {
      asked = true;
      hurry.signalAll();
    } finally {
      pace.unlock();
    }
  }

  /** Ends at once; what is left isn't published. */
  void end() throws InterruptedException {
    pace.lock();
    try {
      ending = true;
      hurry.signalAll();
    } finally {
      pace.unlock();
    }
    thread.join();
    refuseRotated();
  }

  private void run() {
    try {
      while (awaitPace()) {
        publish();
      }
    } catch (IOException | RuntimeException e) {
      state.fail(e);
    } catch (InterruptedException e) {
      state.fail(new IOException("the publishing thread was interrupted", e));
    } finally {
      refuseRotated();
    }
  }

  private void publish() throws IOException {
    // Those that come while it publishes are for the next time; these stay, should it fail.
    var done = List.copyOf(rotated);
    var signed = writer.publish();
    done.forEach(rotation -> rotation.index().complete(writer.size()));
    rotated.removeAll(done);
    signed.ifPresent(checkpoint -> witnesses.forEach(witness -> witness.accept(checkpoint)));
  }

  /** Waits for the time of the next checkpoint; false when the log is being closed. */
  private boolean awaitPace() throws InterruptedException {
    pace.lock();
    try {
      var left = interval.toNanos();
      while (left > 0 && !asked && !ending) {
        left = hurry.awaitNanos(left);
      }
      asked = false;
      return !ending;
    } finally {
      pace.unlock();
    }
  }

  private void refuseRotated() {
    for (var rotation = rotated.poll(); rotation != null; rotation = rotated.poll()) {
      state.refuse(rotation);
    }
  }
}
