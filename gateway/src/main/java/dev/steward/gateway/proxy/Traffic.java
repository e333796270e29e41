package dev.steward.gateway.proxy;

import dev.steward.core.serving.ServiceId;
import java.time.Duration;
import java.util.Optional;

/** Is told what happens to requests, on the threads that carry them: it must be quick. */
public interface Traffic {

  /** The status that stands for a client that left before its answer was complete. */
  int CLIENT_LEFT = 499;

  /**
   * A request that was dispatched has ended.
   *
   * @param revision who it was sent to last; empty if to nobody
   * @param status what the client was told, or {@link #CLIENT_LEFT}
   * @param took from dispatch to the end of the answer
   */
  void ended(ServiceId service, Optional<String> revision, int status, Duration took);

  /** Why a part of a batch was sent. */
  enum Run {
    /** It is the first time. */
    FIRST,
    /** An earlier pod is late. */
    HEDGE,
    /** An earlier pod failed. */
    RERUN
  }

  /** A part of a batch was sent to a pod. */
  void ran(ServiceId service, Run why);

  /** A request was sent farther than to the nearest pool, for that was full. */
  void spilled(ServiceId service);

  /** A connection to a pod of this service couldn't be made. */
  void unreachable(ServiceId service);

  /** A request begins to wait for a pod. */
  void waits(ServiceId service);

  /** A request waits no more, whatever the reason. */
  void waited(ServiceId service, Duration time);

  /** Nobody is told. */
  static Traffic unobserved() {
    return new Traffic() {
      @Override
      public void ended(ServiceId service, Optional<String> revision, int status, Duration took) {}

      @Override
      public void ran(ServiceId service, Run why) {}

      @Override
      public void spilled(ServiceId service) {}

      @Override
      public void unreachable(ServiceId service) {}

      @Override
      public void waits(ServiceId service) {}

      @Override
      public void waited(ServiceId service, Duration time) {}
    };
  }
}
