package dev.steward.gateway.balance;

import dev.steward.core.serving.ServingConfig;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place at a pod, held while a request is there. Giving it back twice counts once. */
public final class Reservation implements AutoCloseable {
  private final ServingConfig.Revision revision;
  private final PodLoad pod;
  private final AtomicBoolean held = new AtomicBoolean(true);

  Reservation(ServingConfig.Revision revision, PodLoad pod) {
    this.revision = revision;
    this.pod = pod;
  }

  /** The revision that was drawn. */
  public ServingConfig.Revision revision() {
    return revision;
  }

  /** The pod. */
  public PodLoad pod() {
    return pod;
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      pod.giveBack();
    }
  }
}
