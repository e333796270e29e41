package dev.steward.gateway.split;

import org.eclipse.jetty.http.HttpFields;

/** What a {@link Gathering} is told. */
sealed interface PartEvent {

  /**
   * A pod answered.
   *
   * @param atNanos when the answer was complete
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody compares
  record Answered(PartRun run, int status, HttpFields fields, byte[] body, long atNanos)
      implements PartEvent {}

  /** A pod couldn't be reached, or broke off. */
  record Failed(PartRun run, Throwable why) implements PartEvent {}

  /** There is no memory for what a pod answers. */
  record NoRoom(Room.Lack lack) implements PartEvent {}

  /** The client left. */
  record ClientLeft(Throwable why) implements PartEvent {}
}
