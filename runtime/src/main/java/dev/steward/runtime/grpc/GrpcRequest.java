package dev.steward.runtime.grpc;

import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A call.
 *
 * @param method such as {@code inference.GRPCInferenceService/ModelInfer}
 * @param head what came before its messages
 */
record GrpcRequest(String method, Metadata head) implements Incoming {

  /** A call that has begun. */
  static GrpcRequest of(ServerCall<?, ?> call, Metadata head) {
    return new GrpcRequest(call.getMethodDescriptor().getFullMethodName(), head);
  }

  @Override
  public String name() {
    return method;
  }

  @Override
  public List<String> field(String name) {
    var values = head.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return values == null ? List.of() : StreamSupport.stream(values.spliterator(), false).toList();
  }

  @Override
  public List<Fact> facts() {
    return List.of(Fact.of(FactKeys.RPC_SYSTEM, "grpc"), Fact.of(FactKeys.RPC_METHOD, method));
  }

  /** It is over. */
  static void ended(RequestSpan span, Status.Code code) {
    span.add(Fact.of(FactKeys.RPC_STATUS, code.name()));
    if (code != Status.Code.OK) {
      span.add(Fact.of(FactKeys.ERROR, code.name()));
    }
    span.end(verdict(code));
  }

  /** Which codes are a server's error (RPC semantic conventions, gRPC). */
  private static Verdict verdict(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          Verdict.ERROR;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED ->
          Verdict.UNSET;
    };
  }
}
