package dev.steward.sinks;

import java.util.Optional;

/**
 * How a sink is doing.
 *
 * @param next index of the first entry that it hasn't got
 * @param behind how many entries are signed and not yet with it
 * @param sent records that it took since this process began
 * @param rejected of these, those that it said it wouldn't keep
 * @param destroyed records that were destroyed on their day before they could be sent
 * @param unreadable records that are missing or damaged, and weren't sent
 * @param failures one after another, up to now
 * @param problem why the last try failed, if it did
 */
public record SinkState(
    String name,
    long next,
    long behind,
    long sent,
    long rejected,
    long destroyed,
    long unreadable,
    int failures,
    Optional<String> problem) {

  /** Before anything was tried. */
  static SinkState begun(String name, long next) {
    return new SinkState(name, next, 0, 0, 0, 0, 0, 0, Optional.empty());
  }

  SinkState seen(long size) {
    return new SinkState(
        name,
        next,
        Math.max(0, size - next),
        sent,
        rejected,
        destroyed,
        unreadable,
        failures,
        problem);
  }

  /** It has all before {@code to}. */
  SinkState moved(long to, long records, long refused, long gone, long broken) {
    return new SinkState(
        name,
        to,
        Math.max(0, behind - (to - next)),
        sent + records,
        rejected + refused,
        destroyed + gone,
        unreadable + broken,
        0,
        Optional.empty());
  }

  SinkState failed(String reason) {
    return new SinkState(
        name,
        next,
        behind,
        sent,
        rejected,
        destroyed,
        unreadable,
        failures + 1,
        Optional.of(reason));
  }
}
