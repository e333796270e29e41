package dev.steward.gateway.proxy;

import dev.steward.gateway.balance.ServiceLoad;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a request in hand. It comes once: then whoever counts requests is told, whoever waits
 * for its place may have it, and nobody watches its client any more.
 */
final class Ending {
  private final Carrier carrier;
  private final ClientCall call;
  private final Runnable whenDone;
  private final long arrival = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Runnable onGone = () -> {};

  /**
   * Of a request that has just been dispatched.
   *
   * @param whenDone run once when nothing of it is left in hand
   */
  Ending(Carrier carrier, ClientCall call, Runnable whenDone) {
    this.carrier = carrier;
    this.call = call;
    this.whenDone = whenDone;
  }

  /** {@link System#nanoTime()} when it was dispatched. */
  long arrival() {
    return arrival;
  }

  /**
   * From now on its client has nothing to send: if its side ends, it has left.
   *
   * @param gone run at most once, and never after the end
   */
  void watch(Runnable gone) {
    onGone = gone;
    call.watch(gone);
    if (ended.get()) {
      // A pod that answered before it had the whole request; the connection is another's by now.
      unwatch();
    }
  }

  /** Others look after the client from now on. */
  void unwatch() {
    call.unwatch(onGone);
  }

  /**
   * Ends it; to be called before its answer is complete.
   *
   * @param service as it is by now
   * @param revision who it was sent to last; empty if to nobody
   * @param status what the client is told, or {@link Traffic#CLIENT_LEFT}
   * @return whether it hadn't ended before
   */
  boolean end(ServiceLoad service, Optional<String> revision, int status, ClientBody body) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    body.close();
    unwatch();
    whenDone.run();
    service.room().wake();
    carrier
        .traffic()
        .ended(
            service.route().service(),
            revision,
            status,
            Duration.ofNanos(System.nanoTime() - arrival));
    return true;
  }
}
