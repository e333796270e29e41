package dev.steward.runtime.web;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a connection is kept on which nothing happens.
 *
 * @param idle how long it may bring nothing
 * @param head how long the head of a request may take, however it trickles
 */
record Silence(Duration idle, Duration head) {

  /**
   * How long it is still kept; empty: no longer.
   *
   * @param waiting since it waits for a request
   * @param silent since it has brought nothing
   * @param withinHead whether a part of a head is here
   */
  Optional<Duration> left(Duration waiting, Duration silent, boolean withinHead) {
    var ofIdle = idle.minus(silent);
    var ofHead = idle.plus(head).minus(waiting);
    var left = withinHead && ofHead.compareTo(ofIdle) < 0 ? ofHead : ofIdle;
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }
}
