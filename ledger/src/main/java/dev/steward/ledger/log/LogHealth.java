package dev.steward.ledger.log;

/** Whether a log takes entries. */
public sealed interface LogHealth {

  /** It does. */
  record Healthy() implements LogHealth {}

  /**
   * It doesn't, and won't until it is opened again: after a failed write or force nobody knows what
   * is durable.
   *
   * @param reason for people
   */
  record Failing(String reason) implements LogHealth {}

  /** It was closed. */
  record Closed() implements LogHealth {}
}
