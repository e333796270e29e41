package dev.steward.ledger.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where what is asked waits for the committing thread, in the order of its coming.
 *
 * <p>That thread is woken when all it waits for are there, not by each of them: sixteen writers
 * that come back at once would wake it sixteen times, on the cores that they need themselves.
 */
final class WaitingRoom {

  private final int seats;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition complete = lock.newCondition();
  private final Condition seatFree = lock.newCondition();
  private final ArrayDeque<Asked> waiting = new ArrayDeque<>();

  /** Who takes them is woken when so many are there, or one who waits for no crowd. */
  private int wanted = 1;

  private boolean hurried;

  /**
   * A room.
   *
   * @param seats so many may wait
   */
  WaitingRoom(int seats) {
    this.seats = seats;
  }

  /** Comes in, if a seat gets free in time; false if none does. */
  boolean enter(Asked asked, Duration time) throws InterruptedException {
    lock.lock();
    try {
      var left = time.toNanos();
      while (waiting.size() >= seats) {
        if (left <= 0) {
          return false;
        }
        left = seatFree.awaitNanos(left);
      }
      waiting.add(asked);
      hurried |= !(asked instanceof Asked.Entry);
      if (isComplete()) {
        complete.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all who wait, once a crowd is there, or {@code patience} has passed. If nobody came until
   * then, it waits for the next one, no longer than {@code idle}.
   *
   * @param crowd how many are expected
   */
  void take(int crowd, Duration patience, Duration idle, Collection<Asked> into)
      throws InterruptedException {
    lock.lock();
    try {
      await(crowd, patience);
      await(1, idle);
      empty(into);
    } finally {
      lock.unlock();
    }
  }

  /** Takes all who wait. */
  void empty(Collection<Asked> into) {
    lock.lock();
    try {
      into.addAll(waiting);
      waiting.clear();
      hurried = false;
      seatFree.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(int count, Duration time) throws InterruptedException {
    wanted = count;
    for (var left = time.toNanos(); !isComplete() && left > 0; ) {
      left = complete.awaitNanos(left);
    }
  }

  private boolean isComplete() {
    return waiting.size() >= wanted || hurried;
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
