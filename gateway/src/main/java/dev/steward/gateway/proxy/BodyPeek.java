package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of a request's body until its {@code model} is known, and keeps it. */
final class BodyPeek {

  /** How it ended. */
  sealed interface Outcome {
    /** The model's name, and the body from its beginning. */
    record Model(String model, ClientBody body) implements Outcome {}

    /** No model was found, for this reason. */
    record Refused(ErrorCode code, String message, ClientBody body) implements Outcome {}
  }

  private final ClientCall call;
  private final Limits limits;
  private final Consumer<Outcome> then;
  private final ModelPeek peek = new ModelPeek();
  private final List<Content.Chunk> kept = new ArrayList<>();
  private final Runnable whenAvailable =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read);
  private int keptBytes;

  private BodyPeek(ClientCall call, Limits limits, Consumer<Outcome> then) {
    this.call = call;
    this.limits = limits;
    this.then = then;
  }

  /**
   * Reads as far as is needed.
   *
   * @param then called once, on the thread on which the deciding bytes came
   */
  static void begin(ClientCall call, Limits limits, Consumer<Outcome> then) {
    var encoding = call.request().getHeaders().get(HttpHeader.CONTENT_ENCODING);
    var peek = new BodyPeek(call, limits, then);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      peek.refuse(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "content-encoding: a compressed body can't be routed by its model;"
              + " put /NAMESPACE/NAME before the path");
    } else {
      peek.read();
    }
  }

  private void read() {
    while (true) {
      var chunk = call.request().read();
      if (chunk == null) {
        call.request().demand(whenAvailable);
        return;
      }
      if (take(chunk)) {
        return;
      }
    }
  }

  /** Whether that was enough. */
  private boolean take(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      failed(chunk.getFailure());
      return true;
    }
    kept.add(chunk);
    keptBytes += chunk.remaining();
    var outcome = peek.feed(chunk.getByteBuffer());
    if (outcome instanceof ModelPeek.Outcome.More && chunk.isLast()) {
      outcome = peek.end();
    }
    return switch (outcome) {
      case ModelPeek.Outcome.More() -> isTooFar();
      case ModelPeek.Outcome.Found(var model) -> {
        then.accept(new Outcome.Model(model, body()));
        yield true;
      }
      case ModelPeek.Outcome.Wrong(var message) -> refuse(ErrorCode.INVALID_REQUEST, message);
    };
  }

  private boolean isTooFar() {
    return keptBytes > limits.peekBytes()
        && refuse(
            ErrorCode.INVALID_REQUEST,
            ("model: not found in the first %d bytes of the body; put it first, or put"
                    + " /NAMESPACE/NAME before the path")
                .formatted(limits.peekBytes()));
  }

  private void failed(@Nullable Throwable cause) {
    if (cause instanceof TimeoutException) {
      refuse(ErrorCode.REQUEST_TIMEOUT, "body: nothing came for too long; send it faster");
    } else {
      refuse(ErrorCode.INVALID_REQUEST, "body: broke off");
    }
  }

  private boolean refuse(ErrorCode code, String message) {
    var body = body();
    then.accept(new Outcome.Refused(code, message, body));
    body.close();
    return true;
  }

  private ClientBody body() {
    return new ClientBody(call.request(), limits.bodyBytes(), kept);
  }
}
