package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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

    /** No model was found, for this reason; the body is what wasn't read. */
    record Refused(ErrorCode code, String message, ClientBody body) implements Outcome {}
  }

  private final ClientCall call;
  private final Limits limits;
  private final Consumer<Outcome> then;
  private final ModelPeek peek = new ModelPeek();
  private final ByteBudget budget;
  private final long begin = System.nanoTime();

  /** Copied, for a chunk of one byte can hold a buffer and costs an object. */
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  private final Runnable whenAvailable =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read);

  private BodyPeek(ClientCall call, Limits limits, ByteBudget budget, Consumer<Outcome> then) {
    this.call = call;
    this.limits = limits;
    this.budget = budget;
    this.then = then;
  }

  /**
   * Reads as far as is needed.
   *
   * @param then called once, on the thread on which the deciding bytes came
   */
  static void begin(ClientCall call, Limits limits, ByteBudget budget, Consumer<Outcome> then) {
    var encoding = call.request().getHeaders().get(HttpHeader.CONTENT_ENCODING);
    var peek = new BodyPeek(call, limits, budget, then);
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
    var outcome = peek.feed(chunk.getByteBuffer());
    if (outcome instanceof ModelPeek.Outcome.More && chunk.isLast()) {
      outcome = peek.end();
    }
    return switch (outcome) {
      case ModelPeek.Outcome.More() -> keep(chunk);
      case ModelPeek.Outcome.Found(var model) -> {
        then.accept(new Outcome.Model(model, body(chunk)));
        yield true;
      }
      case ModelPeek.Outcome.Wrong(var message) -> {
        chunk.release();
        yield refuse(ErrorCode.INVALID_REQUEST, message);
      }
    };
  }

  /** Whether one of the bounds ends the search. */
  private boolean keep(Content.Chunk chunk) {
    var bytes = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(bytes);
    chunk.release();
    if (kept.size() + bytes.length > limits.peekBytes()) {
      return refuse(
          ErrorCode.INVALID_REQUEST,
          ("model: not found in the first %d bytes of the body; put it first, or put"
                  + " /NAMESPACE/NAME before the path")
              .formatted(limits.peekBytes()));
    }
    if (System.nanoTime() - begin > limits.peekTime().toNanos()) {
      return refuse(
          ErrorCode.REQUEST_TIMEOUT,
          "model: didn't come within %d s; send the body faster"
              .formatted(limits.peekTime().toSeconds()));
    }
    if (!budget.take(bytes.length)) {
      return refuse(
          ErrorCode.QUEUE_FULL,
          "this gateway reads too many bodies to find their models; try again soon, put the model"
              + " first, or put /NAMESPACE/NAME before the path");
    }
    kept.writeBytes(bytes);
    return false;
  }

  private void failed(@Nullable Throwable cause) {
    if (cause instanceof TimeoutException) {
      refuse(ErrorCode.REQUEST_TIMEOUT, "body: nothing came for too long; send it faster");
    } else {
      refuse(ErrorCode.INVALID_REQUEST, "body: broke off");
    }
  }

  private boolean refuse(ErrorCode code, String message) {
    budget.giveBack(kept.size());
    var rest = new ClientBody(call.request(), limits.bodyBytes());
    then.accept(new Outcome.Refused(code, message, rest));
    return true;
  }

  private ClientBody body(Content.Chunk deciding) {
    var size = kept.size();
    var read =
        size == 0
            ? List.of(deciding)
            : List.of(Content.Chunk.from(ByteBuffer.wrap(kept.toByteArray()), false), deciding);
    return new ClientBody(call.request(), limits.bodyBytes(), read, () -> budget.giveBack(size));
  }
}
