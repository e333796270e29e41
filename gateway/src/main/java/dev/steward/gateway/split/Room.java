package dev.steward.gateway.split;

import dev.steward.gateway.proxy.ByteBudget;

/** The memory of one request: taken as it comes, given back at once. */
final class Room {

  /** Why there is no more. */
  enum Lack {
    /** This request has had all that one may have. */
    OF_ONE,
    /** All requests together have. */
    OF_ALL
  }

  private final ByteBudget all;
  private final long most;
  private long taken;
  private boolean closed;

  /**
   * Room of which nothing is taken.
   *
   * @param all what all requests share
   * @param most bytes of this one
   */
  Room(ByteBudget all, long most) {
    this.all = all;
    this.most = most;
  }

  /** Whether there was room for these. */
  synchronized boolean take(int bytes) {
    if (closed || taken + bytes > most || !all.take(bytes)) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Why there was no room for these. */
  synchronized Lack lack(int bytes) {
    return taken + bytes > most ? Lack.OF_ONE : Lack.OF_ALL;
  }

  /** Gives all of it back; from now on there is none. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      all.giveBack(taken);
    }
  }
}
