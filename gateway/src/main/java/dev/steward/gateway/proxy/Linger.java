package dev.steward.gateway.proxy;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads what a client still sends after it was answered, for a bounded time. Closed at once, the
 * connection would be reset, and many clients would see the reset instead of the answer.
 */
final class Linger implements Callback {
  static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ClientBody body;
  private final Callback callback;
  private final Runnable whenAvailable =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::drain);
  private final long begin = System.nanoTime();

  Linger(ClientBody body, Callback callback) {
    this.body = body;
    this.callback = callback;
  }

  @Override
  public void succeeded() {
    drain();
  }

  @Override
  public void failed(Throwable cause) {
    callback.failed(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void drain() {
    while (System.nanoTime() - begin < MAX_NANOS) {
      var skipped = body.skip();
      if (skipped == ClientBody.Skipped.NOTHING_YET) {
        body.demandSkip(whenAvailable);
        return;
      }
      if (skipped == ClientBody.Skipped.END) {
        break;
      }
    }
    callback.succeeded();
  }
}
