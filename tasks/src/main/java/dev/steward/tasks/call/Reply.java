package dev.steward.tasks.call;

/** How a service took an item. */
public sealed interface Reply {

  /** With an answer. */
  @SuppressWarnings("ArrayRecordComponent") // an answer isn't copied
  record Answer(byte[] body) implements Reply {}

  /**
   * With a fault that is the item's own.
   *
   * @param status the last one; 0 where the connection broke each time
   */
  record Fault(int status, String reason) implements Reply {}
}
