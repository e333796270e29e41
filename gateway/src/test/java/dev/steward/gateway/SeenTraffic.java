package dev.steward.gateway;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.proxy.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. */
public final class SeenTraffic implements Traffic {

  private final List<Integer> statuses = new CopyOnWriteArrayList<>();
  private final List<Run> runs = new CopyOnWriteArrayList<>();
  private final AtomicInteger unreachable = new AtomicInteger();
  private final AtomicInteger spilled = new AtomicInteger();

  /** What clients were told. */
  public List<Integer> statuses() {
    return statuses;
  }

  /** Why parts were sent. */
  public List<Run> runs() {
    return runs;
  }

  /** Connections that couldn't be made. */
  public int unreachable() {
    return unreachable.get();
  }

  /** Requests that went farther than to the nearest pool. */
  public int spilled() {
    return spilled.get();
  }

  @Override
  public void ended(ServiceId service, Optional<String> revision, int status, Duration took) {
    statuses.add(status);
  }

  @Override
  public void ran(ServiceId service, Run why) {
    runs.add(why);
  }

  @Override
  public void spilled(ServiceId service) {
    spilled.incrementAndGet();
  }

  @Override
  public void unreachable(ServiceId service) {
    unreachable.incrementAndGet();
  }

  @Override
  public void waits(ServiceId service) {}

  @Override
  public void waited(ServiceId service, Duration time) {}
}
