package dev.steward.gateway.lane;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/** The low requests of one service, in the order in which they came. */
public final class LowLane {

  /** Requests that wait at most. */
  public static final int MOST = 1000;

  /** No request waits longer: its client comes again, and no connection is taken for dead. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** A low request. Equal to itself alone. */
  public interface Passenger {
    /** It is its turn. */
    void go();

    /** It waited for too long, or the lane is full. */
    void turnedAway();
  }

  private record Waiting(Passenger passenger, long since) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Waiting> line = new ArrayDeque<>();
  private int low;
  private volatile int waiting;
  private volatile boolean interactiveSeen;
  private volatile long lastInteractive;

  /** An interactive request comes, at {@link System#nanoTime()}. */
  public void interactive(long now) {
    lastInteractive = now;
    interactiveSeen = true;
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return waiting == 0;
  }

  /** A low request comes; it goes on at once, stands in line, or is turned away. */
  public void enter(Passenger passenger, int pods, int inHand, long now) {
    if (stands(passenger, now)) {
      wake(pods, inHand, now);
    } else {
      passenger.turnedAway();
    }
  }

  private boolean stands(Passenger passenger, long now) {
    lock.lock();
    try {
      if (line.size() == MOST) {
        return false;
      }
      line.add(new Waiting(passenger, now));
      waiting = line.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A low request that went on has ended. */
  public void ended() {
    lock.lock();
    try {
      low--;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the first in line go as long as there is room.
   *
   * @param pods of the service
   * @param inHand all its requests, those in line too
   * @param now {@link System#nanoTime()}
   */
  public void wake(int pods, int inHand, long now) {
    if (isEmpty()) {
      return;
    }
    var over = new ArrayList<Passenger>();
    var going = new ArrayList<Passenger>();
    lock.lock();
    try {
      while (!line.isEmpty() && now - line.element().since() >= LONGEST.toNanos()) {
        over.add(line.remove().passenger());
      }
      for (var next = next(pods, inHand, now); next.isPresent(); next = next(pods, inHand, now)) {
        going.add(next.get());
      }
      waiting = line.size();
    } finally {
      lock.unlock();
    }
    // Outside the lock: what they do next may bring them back here.
    run(over, going);
  }

  private static void run(List<Passenger> over, List<Passenger> going) {
    over.forEach(Passenger::turnedAway);
    going.forEach(Passenger::go);
  }

  private Optional<Passenger> next(int pods, int inHand, long now) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    var interactive = Math.max(0, inHand - low - line.size());
    var quiet = interactiveSeen ? Duration.ofNanos(now - lastInteractive) : Admission.RECENT;
    var waited = Duration.ofNanos(now - line.element().since());
    if (!new Admission(pods, interactive, low, quiet, waited).admits()) {
      return Optional.empty();
    }
    low++;
    return Optional.of(line.remove().passenger());
  }
}
