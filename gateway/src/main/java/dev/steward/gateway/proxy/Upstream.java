package dev.steward.gateway.proxy;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a pod, which any thread may break off at any moment.
 *
 * <p>Jetty's requests can't be: one that is aborted while {@link Request#send} is at work may be
 * known to its client and have no listeners yet. It ends then, and nobody is ever told. So what
 * comes too early waits until it has been sent.
 */
public final class Upstream {
  private final Request request;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private volatile boolean sent;

  /** A request that isn't sent yet. */
  public Upstream(Request request) {
    this.request = request;
  }

  /**
   * Sends it.
   *
   * @param listener told once how it ended, whoever ended it; other listeners are found by its type
   */
  public void send(Response.CompleteListener listener) {
    request.send(listener);
    sent = true;
    abortIfBroken();
  }

  /** Breaks it off, unless it has ended; its listener is told this reason, or an earlier one. */
  public void breakOff(Throwable why) {
    broken.compareAndSet(null, why);
    if (sent) {
      abortIfBroken();
    }
  }

  private void abortIfBroken() {
    var why = broken.get();
    if (why != null) {
      // Whether it came in time, the listener is told.
      var _ = request.abort(why);
    }
  }
}
