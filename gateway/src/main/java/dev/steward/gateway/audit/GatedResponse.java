package dev.steward.gateway.audit;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** An answer of which nothing goes out before its request's record is durable. */
final class GatedResponse extends Response.Wrapper {
  private final Supplier<Optional<CompletionStage<?>>> durable;
  private final Recording.Refusal refusal;
  private final Executor threads;

  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean open;
  private volatile Supplier<Optional<HttpField>> told = Optional::empty;
  private volatile @Nullable Passing passing;

  /**
   * @param durable the gate, asked for at the first write; empty where there is none
   */
  GatedResponse(
      Request request,
      Response response,
      Supplier<Optional<CompletionStage<?>>> durable,
      Recording.Refusal refusal) {
    super(request, response);
    this.durable = durable;
    this.refusal = refusal;
    this.threads = request.getComponents().getExecutor();
  }

  /** Of the body, taken for sending so far. */
  long bytes() {
    return bytes.get();
  }

  /** Whatever is answered, this field stands in its head; asked for when that goes out. */
  void tell(Supplier<Optional<HttpField>> field) {
    told = field;
  }

  /** Whatever is sent of the body, somebody sees it. */
  void shownTo(@Nullable Passing who) {
    passing = who;
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    var size = content == null ? 0 : content.remaining();
    pass(
        () -> {
          bytes.addAndGet(size);
          var seeing = passing;
          if (seeing != null && size > 0) {
            seeing.answer(content);
          }
          if (!isCommitted()) {
            told.get().ifPresent(getHeaders()::put);
          }
          super.write(last, content, callback);
        },
        () -> refuse(callback));
  }

  /** Its writer is told that it failed: what it had to say was not for the client. */
  private void refuse(Callback writer) {
    var why = new Unrecorded();
    open = true;
    refusal.write(this, Callback.from(() -> writer.failed(why), also -> writer.failed(why)));
  }

  /** Runs one of them, once it is known whether anything may go out: now, or on another thread. */
  void pass(Runnable go, Runnable stay) {
    var gate = open ? Optional.<CompletionStage<?>>empty() : durable.get();
    if (gate.isEmpty()) {
      go.run();
      return;
    }
    var future = gate.get().toCompletableFuture();
    if (future.isDone()) {
      pass(future.isCompletedExceptionally(), go, stay);
    } else {
      // Whoever makes records durable has others to make, and no time to answer requests.
      var _ = future.whenCompleteAsync((done, failure) -> pass(failure != null, go, stay), threads);
    }
  }

  private void pass(boolean failed, Runnable go, Runnable stay) {
    if (failed) {
      stay.run();
    } else {
      open = true;
      go.run();
    }
  }
}
