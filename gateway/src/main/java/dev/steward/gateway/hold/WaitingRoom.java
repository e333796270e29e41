package dev.steward.gateway.hold;

import dev.steward.gateway.meter.Occupancy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The requests of one service that wait for a pod. */
public final class WaitingRoom {

  /** A request that waits. Equal to itself alone. */
  public interface Guest {
    /**
     * Looks for a place to go to; called in the room's own time, so it must be quick.
     *
     * @return what to run once the guest is out of the room; empty if there is no place yet
     */
    Optional<Runnable> place();

    /**
     * Time has passed.
     *
     * @param now as of {@link System#nanoTime()}
     * @return what to run once the guest is out of the room; empty if it may stay
     */
    Optional<Runnable> pass(long now);

    /** It stays, and the room's lock isn't held: what takes time may be done. */
    void stay(long now);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedSet<Guest> guests = new LinkedHashSet<>();
  private final AtomicLong bytes = new AtomicLong();
  private final Occupancy occupancy = new Occupancy();

  /** Requests that wait now. */
  public int size() {
    return occupancy.present();
  }

  /** How many wait, and for how long they did. */
  public Occupancy occupancy() {
    return occupancy;
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return occupancy.present() == 0;
  }

  /**
   * Stands in line.
   *
   * @param most guests that there is room for
   * @return whether there was room
   */
  public boolean enter(Guest guest, int most) {
    lock.lock();
    try {
      if (guests.size() >= most) {
        return false;
      }
      guests.add(guest);
      occupancy.enter(System.nanoTime());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a guest out; whoever gets true here goes on with the request. */
  public boolean leave(Guest guest) {
    lock.lock();
    try {
      var was = guests.remove(guest);
      if (was) {
        occupancy.leave(System.nanoTime());
      }
      return was;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes room for the body of a guest.
   *
   * @param most bytes that there is room for, of all guests together
   * @return whether there was room
   */
  public boolean takeBytes(int wanted, long most) {
    if (bytes.addAndGet(wanted) <= most) {
      return true;
    }
    bytes.addAndGet(-wanted);
    return false;
  }

  /** Gives back what {@link #takeBytes} took. */
  public void giveBytesBack(long taken) {
    bytes.addAndGet(-taken);
  }

  /** Lets the first in line go, as long as each finds a place. */
  public void wake() {
    if (!isEmpty()) {
      run(placed());
    }
  }

  /** As {@link #wake}, and lets those go whose time is over. */
  public void pass(long now) {
    if (!isEmpty()) {
      run(placed());
      run(over(now));
      staying().forEach(guest -> guest.stay(now));
    }
  }

  private List<Guest> staying() {
    lock.lock();
    try {
      return List.copyOf(guests);
    } finally {
      lock.unlock();
    }
  }

  private List<Runnable> placed() {
    var leaving = new ArrayList<Runnable>();
    lock.lock();
    try {
      while (!guests.isEmpty()) {
        var next = guests.getFirst().place();
        if (next.isEmpty()) {
          break;
        }
        guests.removeFirst();
        occupancy.leave(System.nanoTime());
        leaving.add(next.get());
      }
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  private List<Runnable> over(long now) {
    var leaving = new ArrayList<Runnable>();
    lock.lock();
    try {
      guests.removeIf(guest -> {
        var over = guest.pass(now);
        over.ifPresent(end -> {
          occupancy.leave(System.nanoTime());
          leaving.add(end);
        });
        return over.isPresent();
      });
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  /** Outside the lock: what a guest does next may bring it back here. */
  private static void run(List<Runnable> leaving) {
    leaving.forEach(Runnable::run);
  }
}
