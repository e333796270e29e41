package dev.steward.runtime.grpc;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A method with one message each way, which a virtual thread of its own answers.
 *
 * @param endpoint its name in the metrics
 * @param <Q> what is asked
 * @param <A> the answer
 */
record UnaryCall<Q, A>(String endpoint, Calls calls, Calls.Answering<Q, A> answering)
    implements ServerCallHandler<Outcome<Q>, A> {

  private static final ThreadFactory THREADS = Thread.ofVirtual().name("call").factory();

  @Override
  public ServerCall.Listener<Outcome<Q>> startCall(
      ServerCall<Outcome<Q>, A> call, Metadata headers) {
    var bound = CallBound.current();
    var answering = new Listening(new OneCall<>(call, headers, bound, calls));
    calls
        .atTheDoor(call, bound)
        .ifPresentOrElse(answering::refuse, () -> answering.one.awaitMessage());
    // Two, so that one too many is seen.
    call.request(2);
    return answering;
  }

  /** One call's events, which come one after the other on the event loop. */
  private final class Listening extends ServerCall.Listener<Outcome<Q>> {
    private final OneCall<A> one;
    private final long begun = System.nanoTime();

    /** The call itself and the thread that answers it, until it has ended for either. */
    private final AtomicInteger parties = new AtomicInteger(1);

    private @Nullable Outcome<Q> message;
    private volatile String code = Calls.GONE;
    private boolean answered;

    Listening(OneCall<A> one) {
      this.one = one;
      calls.traffic().arrived();
    }

    void refuse(Refusal refusal) {
      answered = true;
      code = refusal.code().code();
      one.refuse(refusal);
    }

    @Override
    public void onMessage(Outcome<Q> read) {
      if (message != null) {
        refuse(invalid("there is another message", "send one; ModelStreamInfer takes several"));
        return;
      }
      message = read;
    }

    @Override
    public void onHalfClose() {
      one.messageIsHere();
      if (answered) {
        return;
      }
      answered = true;
      switch (message) {
        case null -> refuse(invalid("there is no message", "send one"));
        case Outcome.Refused<Q>(var refusal) -> refuse(refusal);
        case Outcome.Done<Q>(var request) -> begin(request);
      }
    }

    private void begin(Q request) {
      parties.incrementAndGet();
      THREADS.newThread(Context.current().wrap(() -> answer(request))).start();
    }

    private void answer(Q request) {
      one.named();
      try {
        calls
            .outcome(endpoint, one, request, answering)
            .ifPresentOrElse(
                outcome -> {
                  switch (outcome) {
                    case Outcome.Refused<A>(var refusal) -> refuse(refusal);
                    case Outcome.Done<A>(var answer) -> {
                      code = "ok";
                      one.send(answer);
                      one.end();
                    }
                  }
                },
                one::abandon);
      } finally {
        OneCall.unnamed();
        ended();
      }
    }

    private static Refusal invalid(String problem, String remedy) {
      return Refusal.of(ErrorCode.INVALID_REQUEST, new Violation("request", problem, remedy));
    }

    @Override
    public void onComplete() {
      ended();
    }

    @Override
    public void onCancel() {
      ended();
    }

    private void ended() {
      if (parties.decrementAndGet() == 0) {
        one.over();
        calls.traffic().left();
        calls.metrics().answered(endpoint, code, Duration.ofNanos(System.nanoTime() - begun));
      }
    }
  }
}
