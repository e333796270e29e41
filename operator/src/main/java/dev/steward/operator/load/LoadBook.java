package dev.steward.operator.load;

import dev.steward.core.serving.ServiceId;
import dev.steward.operator.scale.LoadReports;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReport.ServiceLoad;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last seconds' reports of all gateways. */
public final class LoadBook implements LoadReports {

  /** Seconds that are kept of each gateway. */
  static final int KEPT = 15;

  /** A gateway that has said nothing for so many seconds is no longer waited for. */
  static final int SILENT = 2;

  /** Gateways that are kept at once; reports of further ones are left out. */
  static final int MOST_GATEWAYS = 1000;

  private final InstantSource clock;
  private final Consumer<ServiceId> whenWaiting;
  private final ReentrantLock lock = new ReentrantLock();

  /** By gateway and second. */
  private final Map<String, TreeMap<Long, Second>> gateways = new HashMap<>();

  private record Second(int millis, Map<ServiceId, ServiceLoad> services) {}

  /**
   * @param whenWaiting told of every service at which a report says that requests wait
   */
  public LoadBook(InstantSource clock, Consumer<ServiceId> whenWaiting) {
    this.clock = clock;
    this.whenWaiting = whenWaiting;
  }

  /** Takes a report; one of a second that is long over, or hasn't come yet, is left out. */
  public void take(LoadReport report) {
    var now = clock.instant().getEpochSecond();
    if (report.second() <= now - KEPT || report.second() > now + SILENT) {
      return;
    }
    lock.lock();
    try {
      forget(now);
      if (gateways.size() >= MOST_GATEWAYS && !gateways.containsKey(report.gateway())) {
        return;
      }
      gateways
          .computeIfAbsent(report.gateway(), name -> new TreeMap<>())
          .merge(
              report.second(),
              second(report),
              (old, newer) -> newer.millis() >= old.millis() ? newer : old);
    } finally {
      lock.unlock();
    }
    report.services().stream()
        .filter(load -> load.waiting() > 0)
        .map(ServiceLoad::service)
        .forEach(whenWaiting);
  }

  private static Second second(LoadReport report) {
    return new Second(
        report.millis(),
        report.services().stream()
            .collect(
                Collectors.toMap(
                    ServiceLoad::service, Function.identity(), (one, other) -> other)));
  }

  private void forget(long now) {
    gateways.values().forEach(seconds -> seconds.headMap(now - KEPT, true).clear());
    gateways.values().removeIf(TreeMap::isEmpty);
  }

  @Override
  public Optional<Load> of(ServiceId service, Instant second) {
    var at = second.getEpochSecond();
    var now = clock.instant().getEpochSecond();
    lock.lock();
    try {
      var sum = new Load(0, 0, 0, 0);
      var heard = false;
      for (var seconds : gateways.values()) {
        var found = seconds.get(at);
        if (found != null) {
          heard = true;
          sum = plus(sum, found, found.services().get(service));
        } else if (at < now && at > now - SILENT - 1 && seconds.lastKey() >= at - SILENT) {
          // Its report is under way.
          return Optional.empty();
        }
      }
      return heard ? Optional.of(sum) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private static Load plus(Load sum, Second second, @Nullable ServiceLoad load) {
    if (load == null) {
      return sum;
    }
    return new Load(
        sum.inFlight() + (double) load.busyMillis() / second.millis(),
        sum.waiting() + (double) load.waitMillis() / second.millis(),
        sum.arrived() + load.arrived(),
        sum.finished() + load.finished());
  }
}
