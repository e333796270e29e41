package dev.steward.gateway.audit;

import dev.steward.core.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of a request.
 *
 * @param outcome how it ended
 * @param status what the client was told; 0 if nothing
 * @param error why it was refused, if it was
 * @param asked who was asked to compute it last, if anybody was
 * @param requestBytes of the request's body that came
 * @param bytes of the answer's body that were sent
 * @param items rows of its batch, where they were counted
 * @param took from when it came to the last byte
 */
public record Ended(
    Outcome outcome,
    int status,
    Optional<ErrorCode> error,
    Optional<Asked> asked,
    long requestBytes,
    long bytes,
    OptionalLong items,
    Duration took) {

  /**
   * Who was asked to compute something.
   *
   * @param revision of the service
   * @param pod as {@code host:port}; empty where several computed it, each a part
   */
  public record Asked(String revision, Optional<String> pod) {}

  /** How a request ended. */
  public enum Outcome {
    /** With a whole answer, be it that the request was wrong. */
    ANSWERED,
    /** Who asked left before the answer was whole; of a part: it wasn't needed any more. */
    CLIENT_LEFT,
    /** It may not be answered. */
    DENIED,
    /** There was no room for it, or no pod. */
    SHED,
    /** It failed here or at a pod. */
    FAILED,
    /** Its time was over. */
    TIMED_OUT;

    /**
     * That of an answer that went out whole.
     *
     * @param status of the answer, 200 to 599
     * @param error why it is a refusal of the gateway's own, if it is one
     */
    public static Outcome of(int status, Optional<ErrorCode> error) {
      if (error.equals(Optional.of(ErrorCode.UNRECORDED))) {
        return DENIED;
      }
      return switch (error.map(ErrorCode::httpStatus).orElse(status)) {
        case 401, 403, 451 -> DENIED;
        case 408, 504 -> TIMED_OUT;
        case 429, 503 -> SHED;
        default -> status >= 500 ? FAILED : ANSWERED;
      };
    }
  }
}
