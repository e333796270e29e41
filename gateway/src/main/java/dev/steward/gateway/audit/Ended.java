package dev.steward.gateway.audit;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a request.
 *
 * @param outcome how it ended
 * @param status what the client was told; 0 if nothing
 * @param error Steward's code of the refusal, if it was one
 * @param revision which revision of the service computed it, if one did
 * @param bytes of the answer's body that were sent
 * @param took from when it came to the last byte
 */
public record Ended(
    Outcome outcome,
    int status,
    Optional<String> error,
    Optional<String> revision,
    long bytes,
    Duration took) {

  /** How a request ended. */
  public enum Outcome {
    /** With a whole answer, be it a refusal. */
    ANSWERED,
    /** Without one, or in the middle of it: a client left, a pod broke off. */
    BROKEN_OFF
  }
}
