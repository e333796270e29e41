package dev.steward.gateway.proxy;

/** How the reading of a whole body ended. */
public sealed interface Collected {

  /**
   * It is here; the request can still be passed on.
   *
   * @param bytes nobody may change them
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody compares
  record All(byte[] bytes) implements Collected {}

  /** It is larger than wanted; the request can still be passed on. */
  record TooLarge() implements Collected {}

  /** There is no room for it now; the request can still be passed on. */
  record NoRoom() implements Collected {}
}
