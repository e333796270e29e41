package dev.steward.ledger.record;

import java.util.Arrays;
import java.util.Optional;

/** How a request ended. */
public enum Outcome {
  /** Its answer went out whole. */
  ANSWERED(1),
  /** The client left before. */
  CLIENT_LEFT(2),
  /** A policy or a right forbade it. */
  DENIED(3),
  /** There was no room for it: a queue was full, or it waited too long for a pod. */
  SHED(4),
  /** It failed. */
  FAILED(5),
  /** Its deadline passed. */
  TIMED_OUT(6);

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<Outcome> of(long code) {
    return Arrays.stream(values()).filter(outcome -> outcome.code == code).findFirst();
  }
}
