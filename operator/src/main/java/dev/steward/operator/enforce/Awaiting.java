package dev.steward.operator.enforce;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which of the objects that the chart ships its installer may be about to make: it writes the list
 * of them first. One that the operator made meanwhile would end an upgrade by Helm in the middle.
 */
final class Awaiting {

  /** An installation takes seconds; where it takes longer, it was broken off. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Instant written;
  private final Set<String> seen = new HashSet<>();

  /**
   * Nothing was seen yet.
   *
   * @param written when the list was written last
   */
  Awaiting(Instant written) {
    this.written = written;
  }

  /** These are there, so that one of them that is missing later was deleted. */
  void seen(Set<String> keys) {
    seen.addAll(keys);
  }

  /** Whether one that isn't there may yet be made by another. */
  boolean awaits(String key, Instant now) {
    return !seen.contains(key) && now.isBefore(written.plus(PATIENCE));
  }
}
