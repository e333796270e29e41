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

  private GrpcStatus() {}

  /** The status. What a client did wrong is never INTERNAL or UNKNOWN. */
  public static Status of(Refusal refusal) {
    return code(refusal.code()).toStatus().withDescription(GrpcMessage.bounded(refusal.message()));
  }

  /** The trailers beside the status. */
  public static Metadata trailers(Refusal refusal) {
    var trailers = new Metadata();
    trailers.put(ERROR, refusal.code().code());
    return trailers;
  }

  /** The status code of an error. */
  public static Status.Code code(ErrorCode code) {
    return Status.fromCodeValue(GrpcCode.of(code).number()).getCode();
  }
}
