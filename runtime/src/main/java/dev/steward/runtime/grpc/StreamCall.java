package dev.steward.runtime.grpc;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * A method that answers one message after the other, in their order, until the client has no more.
 * The next message is read when the answer before it is taken. A refused message doesn't end the
 * call.
 *
 * @param endpoint its name in the metrics, where each message counts
 * @param refused the answer that tells a refusal of a message
 * @param <Q> what is asked
 * @param <A> the answer
 */
record StreamCall<Q, A>(
    String endpoint,
    Calls calls,
    Calls.Answering<Q, A> answering,
    BiFunction<Outcome<Q>, Refusal, A> refused)
    implements ServerCallHandler<Outcome<Q>, A> {

  @Override
  public ServerCall.Listener<Outcome<Q>> startCall(
      ServerCall<Outcome<Q>, A> call, Metadata headers) {
    var bound = CallBound.current();
    var one = new OneCall<>(call, headers, bound, calls);
    calls.atTheDoor(call, bound).ifPresent(one::refuse);
    call.request(1);
    return new Listening(call, one, bound);
  }

  /** One call's events, which come one after the other. */
  private final class Listening extends ServerCall.Listener<Outcome<Q>> {
    private final ServerCall<Outcome<Q>, A> call;
    private final OneCall<A> one;
    private final CallBound bound;
    private boolean untaken;

    Listening(ServerCall<Outcome<Q>, A> call, OneCall<A> one, CallBound bound) {
      this.call = call;
      this.one = one;
      this.bound = bound;
    }

    @Override
    public void onMessage(Outcome<Q> message) {
      one.messageIsHere();
      long begun = System.nanoTime();
      var code = Calls.GONE;
      calls.traffic().arrived();
      one.named();
      try {
        code = answer(message);
      } finally {
        OneCall.unnamed();
        calls.traffic().left();
        calls.metrics().answered(endpoint, code, Duration.ofNanos(System.nanoTime() - begun));
      }
      bound.answered();
      untaken = true;
      onReady();
    }

    private String answer(Outcome<Q> message) {
      var outcome =
          switch (message) {
            case Outcome.Refused<Q>(var refusal) ->
                java.util.Optional.of(Outcome.<A>refused(refusal));
            case Outcome.Done<Q>(var request) -> calls.outcome(endpoint, one, request, answering);
          };
      if (outcome.isEmpty()) {
        one.abandon();
        return Calls.GONE;
      }
      return switch (outcome.get()) {
        case Outcome.Done<A>(var answer) -> {
          one.send(answer);
          yield "ok";
        }
        case Outcome.Refused<A>(var refusal) -> {
          one.send(refused.apply(message, refusal));
          yield refusal.code().code();
        }
      };
    }

    @Override
    public void onReady() {
      if (untaken && one.isTaken()) {
        untaken = false;
        call.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      one.end();
    }

    @Override
    public void onComplete() {
      one.over();
    }

    @Override
    public void onCancel() {
      one.over();
    }
  }
}
