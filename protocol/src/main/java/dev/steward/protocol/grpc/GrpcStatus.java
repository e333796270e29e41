package dev.steward.protocol.grpc;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import io.grpc.Metadata;
import io.grpc.Status;

/** A refusal as gRPC tells it: a status, and the code in a trailer. */
public final class GrpcStatus {

  /** The code of a refusal, as in HTTP's header of the same name. */
  public static final Metadata.Key<String> ERROR =
      Metadata.Key.of("x-steward-error", Metadata.ASCII_STRING_MARSHALLER);

  /** Clients take 8 KiB of trailers, and a character may become nine bytes of them. */
  private static final int MAX_MESSAGE = 800;

  private GrpcStatus() {}

  /** The status. What a client did wrong is never INTERNAL or UNKNOWN. */
  public static Status of(Refusal refusal) {
    var message = refusal.message();
    return code(refusal.code())
        .toStatus()
        .withDescription(
            message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE - 1) + "…");
  }

  /** The trailers beside the status. */
  public static Metadata trailers(Refusal refusal) {
    var trailers = new Metadata();
    trailers.put(ERROR, refusal.code().code());
    return trailers;
  }

  /** The status code of an error. */
  public static Status.Code code(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, INVALID_TENSOR, UNSUPPORTED_MEDIA_TYPE, UNREADABLE_IMAGE ->
          Status.Code.INVALID_ARGUMENT;
      case NOT_OVER_HTTP, POLICY_VIOLATION -> Status.Code.PERMISSION_DENIED;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case METHOD_NOT_ALLOWED -> Status.Code.UNIMPLEMENTED;
      case AMBIGUOUS_MODEL, NOT_FINISHED -> Status.Code.FAILED_PRECONDITION;
      case TASK_CONFLICT -> Status.Code.ALREADY_EXISTS;
      case REQUEST_TOO_LARGE, HEADERS_TOO_LARGE, QUEUE_FULL, OUT_OF_MEMORY ->
          Status.Code.RESOURCE_EXHAUSTED;
      case REQUEST_TIMEOUT, DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case NO_REPLICA,
          BAD_REPLICA,
          TASKS_UNAVAILABLE,
          TASK_UNKNOWN,
          UNRECORDED,
          POLICY_BEHIND,
          STOPPING ->
          Status.Code.UNAVAILABLE;
      case INTERNAL,
          CANNOT_AGGREGATE,
          INVALID_CONFIG,
          MODEL_MISSING,
          DOWNLOAD_FAILED,
          DIGEST_MISMATCH,
          MODEL_CORRUPT,
          MODEL_UNSUITABLE,
          DISK_FULL ->
          Status.Code.INTERNAL;
    };
  }
}
