package dev.steward.gateway.balance;

import dev.steward.core.serving.ServingConfig;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place at a pod, held while a request is there. Giving it back twice counts once. */
public final class Reservation implements AutoCloseable {
  private final ServingConfig.Revision revision;
  private final PodLoad pod;
  private final int inHand;
  private final AtomicBoolean held = new AtomicBoolean(true);

  Reservation(ServingConfig.Revision revision, PodLoad pod, int inHand) {
    this.revision = revision;
    this.pod = pod;
    this.inHand = inHand;
  }

  /** The revision that was drawn. */
  public ServingConfig.Revision revision() {
    return revision;
  }

  /** The pod. */
  public PodLoad pod() {
    return pod;
  }

  /** Requests that the pod had in hand when the place was taken, this one included. */
  public int inHand() {
    return inHand;
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      pod.giveBack();
    }
  }
}
