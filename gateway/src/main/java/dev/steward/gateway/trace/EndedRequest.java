package dev.steward.gateway.trace;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.route.Dialect;
import dev.steward.protocol.grpc.GrpcCode;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Tells a span how its request ended. */
public final class EndedRequest {
  private static final int SERVER_FAULT = 500;

  /** In place of an error's code. */
  private static final String CALLED_OFF = "called_off";

  private EndedRequest() {}

  /** Its last facts, and its end. */
  public static void tell(Ended ended, Dialect dialect, RequestSpan span) {
    facts(ended, dialect, span);
    error(ended).ifPresent(error -> span.add(Fact.of(FactKeys.ERROR, error)));
    span.end(verdict(ended));
  }

  /** The same of a part that was called off: another pod was sooner, or the whole was over. */
  public static void calledOff(Ended ended, Dialect dialect, RequestSpan span) {
    facts(ended, dialect, span);
    span.add(Fact.of(FactKeys.ERROR, CALLED_OFF));
    span.end(Verdict.UNSET);
  }

  private static void facts(Ended ended, Dialect dialect, RequestSpan span) {
    ended
        .asked()
        .ifPresent(asked -> {
          span.add(Fact.of(FactKeys.REVISION, asked.revision()));
          asked.pod().ifPresent(pod -> span.add(Fact.of(FactKeys.POD, pod)));
        });
    ended.items().ifPresent(rows -> span.add(Fact.of(FactKeys.ROWS, rows)));
    if (ended.status() > 0) {
      span.add(status(ended.status(), dialect));
    }
  }

  private static Fact status(int status, Dialect dialect) {
    return switch (dialect) {
      case OPEN_INFERENCE, OPENAI -> Fact.of(FactKeys.HTTP_STATUS, status);
      case GRPC -> Fact.of(FactKeys.RPC_STATUS, code(status).name());
    };
  }

  private static GrpcCode code(int status) {
    return Arrays.stream(GrpcCode.values())
        .filter(code -> code.httpStatus() == status)
        .findFirst()
        .orElse(GrpcCode.UNKNOWN);
  }

  /** The code of a refusal of the gateway's own; of anything else what is known. */
  private static Optional<String> error(Ended ended) {
    return ended
        .error()
        .map(ErrorCode::code)
        .or(() ->
            switch (ended.outcome()) {
              case ANSWERED -> Optional.empty();
              case CLIENT_LEFT, DENIED, SHED, FAILED, TIMED_OUT ->
                  Optional.of(ended.outcome().name().toLowerCase(Locale.ROOT));
            });
  }

  /** What clients do wrong is no error of a server's span (HTTP semantic conventions). */
  private static Verdict verdict(Ended ended) {
    return switch (ended.outcome()) {
      case ANSWERED, CLIENT_LEFT -> Verdict.UNSET;
      case DENIED, SHED, FAILED, TIMED_OUT ->
          ended.status() == 0 || ended.status() >= SERVER_FAULT ? Verdict.ERROR : Verdict.UNSET;
    };
  }
}
