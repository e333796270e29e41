package dev.steward.ledger.keep;

/** What there is of a bucket's key. */
public sealed interface KeyState {

  /** It is there. */
  record Present(OpenBucket bucket) implements KeyState {}

  /** It was destroyed, or is being: nothing can be added to the bucket, nothing read. */
  record Destroyed() implements KeyState {}

  /** There never was one. */
  record Absent() implements KeyState {}
}
