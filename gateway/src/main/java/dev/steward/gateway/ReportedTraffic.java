package dev.steward.gateway;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.proxy.Traffic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Traffic that somebody else counts, and of which the reports are told what can't wait. */
final class ReportedTraffic implements Traffic {
  private final Traffic counted;
  private final AtomicReference<Runnable> whenWaiting = new AtomicReference<>(() -> {});

  ReportedTraffic(Traffic counted) {
    this.counted = counted;
  }

  /** From now on this is run when a request begins to wait. */
  void whenWaiting(Runnable told) {
    whenWaiting.set(told);
  }

  @Override
  public void ended(ServiceId service, Optional<String> revision, int status, Duration took) {
    counted.ended(service, revision, status, took);
  }

  @Override
  public void ran(ServiceId service, Run why) {
    counted.ran(service, why);
  }

  @Override
  public void spilled(ServiceId service) {
    counted.spilled(service);
  }

  @Override
  public void unreachable(ServiceId service) {
    counted.unreachable(service);
  }

  @Override
  public void waits(ServiceId service) {
    counted.waits(service);
    whenWaiting.get().run();
  }

  @Override
  public void waited(ServiceId service, Duration time) {
    counted.waited(service, time);
  }
}
