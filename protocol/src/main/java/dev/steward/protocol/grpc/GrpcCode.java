package dev.steward.protocol.grpc;

import dev.steward.core.error.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a call ended (grpc/grpc, doc/statuscodes.md), and the HTTP status that means the same. It
 * stands here without a library of gRPC, for who passes calls on and reads no message.
 */
public enum GrpcCode {
  OK(0, 200),
  CANCELLED(1, 499),
  UNKNOWN(2, 500),
  INVALID_ARGUMENT(3, 400),
  DEADLINE_EXCEEDED(4, 504),
  NOT_FOUND(5, 404),
  ALREADY_EXISTS(6, 409),
  PERMISSION_DENIED(7, 403),
  RESOURCE_EXHAUSTED(8, 429),
  FAILED_PRECONDITION(9, 409),
  ABORTED(10, 409),
  OUT_OF_RANGE(11, 400),
  UNIMPLEMENTED(12, 405),
  INTERNAL(13, 500),
  UNAVAILABLE(14, 503),
  DATA_LOSS(15, 500),
  UNAUTHENTICATED(16, 401);

  private final int number;
  private final int httpStatus;

  GrpcCode(int number, int httpStatus) {
    this.number = number;
    this.httpStatus = httpStatus;
  }

  /** As it stands in {@code grpc-status}, 0 to 16. */
  public int number() {
    return number;
  }

  /** The HTTP status of an answer that tells the same. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code of that number; empty where there is none. */
  public static Optional<GrpcCode> parse(String number) {
    return Arrays.stream(values())
        .filter(code -> String.valueOf(code.number).equals(number))
        .findFirst();
  }

  /** That of an error. What a client did wrong is never INTERNAL or UNKNOWN. */
  public static GrpcCode of(ErrorCode error) {
    return switch (error) {
      case INVALID_REQUEST, INVALID_TENSOR, UNSUPPORTED_MEDIA_TYPE, UNREADABLE_IMAGE ->
          INVALID_ARGUMENT;
      case NOT_OVER_HTTP, POLICY_VIOLATION, CONTROL_DENIED -> PERMISSION_DENIED;
      case NOT_FOUND -> NOT_FOUND;
      case METHOD_NOT_ALLOWED -> UNIMPLEMENTED;
      case AMBIGUOUS_MODEL, NOT_FINISHED -> FAILED_PRECONDITION;
      case TASK_CONFLICT -> ALREADY_EXISTS;
      case REQUEST_TOO_LARGE, HEADERS_TOO_LARGE, QUEUE_FULL, OUT_OF_MEMORY -> RESOURCE_EXHAUSTED;
      case REQUEST_TIMEOUT, DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
      case NO_REPLICA,
          BAD_REPLICA,
          TASKS_UNAVAILABLE,
          TASK_UNKNOWN,
          UNRECORDED,
          POLICY_BEHIND,
          STOPPING ->
          UNAVAILABLE;
      case INTERNAL,
          CANNOT_AGGREGATE,
          INVALID_CONFIG,
          MODEL_MISSING,
          DOWNLOAD_FAILED,
          DIGEST_MISMATCH,
          SIGNATURE_INVALID,
          MODEL_CORRUPT,
          MODEL_UNSUITABLE,
          GPU_UNUSABLE,
          DISK_FULL ->
          INTERNAL;
    };
  }
}
