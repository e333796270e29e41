package dev.steward.runtime.engine;

/**
 * Whether runs are alone, and have been for a while: one that begins alone between others will
 * hardly stay so, and with all cores to itself it would take them from the next one.
 *
 * <p>For several threads.
 */
final class Solitude {

  /** Runs that must have been alone, one after the other. */
  static final int WHILE = 8;

  private int running;
  private int alone;

  /** A run begins; whether it may expect to be alone. */
  synchronized boolean begins() {
    running++;
    alone = running == 1 ? Math.min(alone + 1, WHILE + 1) : 0;
    return alone > WHILE;
  }

  /** A run is over. */
  synchronized void ends() {
    running--;
  }
}
