package dev.steward.gateway.load;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.meter.Occupancy.Reading;
import dev.steward.protocol.report.LoadReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes reports of what was counted: of a whole second when it is over, or of its beginning. One
 * thread at a time.
 */
final class LoadMeter {
  private static final Counts NOTHING =
      new Counts(new Reading(0, 0, 0, 0), new Reading(0, 0, 0, 0));

  private final String gateway;
  private Map<ServiceId, Counts> before = Map.of();
  private long begin;

  private record Counts(Reading all, Reading waiting) {}

  /**
   * @param gateway its name in reports
   * @param now as of {@link System#nanoTime()}; what happened earlier isn't reported
   */
  LoadMeter(String gateway, long now) {
    this.gateway = gateway;
    this.begin = now;
  }

  /**
   * What has happened since the last whole second.
   *
   * @param second in seconds since the epoch
   */
  LoadReport soFar(Collection<ServiceLoad> services, long second, long now) {
    return report(counts(services, now), second, now);
  }

  /** The same, and counts from here on. */
  LoadReport whole(Collection<ServiceLoad> services, long second, long now) {
    var counts = counts(services, now);
    var report = report(counts, second, now);
    before = counts;
    begin = now;
    return report;
  }

  private static Map<ServiceId, Counts> counts(Collection<ServiceLoad> services, long now) {
    var counts = HashMap.<ServiceId, Counts>newHashMap(services.size());
    for (var service : services) {
      counts.put(
          service.route().service(),
          new Counts(service.inFlight().read(now), service.room().occupancy().read(now)));
    }
    return counts;
  }

  private LoadReport report(Map<ServiceId, Counts> counts, long second, long now) {
    var loads = new ArrayList<LoadReport.ServiceLoad>();
    counts.forEach((service, count) ->
        load(service, before.getOrDefault(service, NOTHING), count).ifPresent(loads::add));
    var millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(now - begin), 1, 1000);
    return new LoadReport(gateway, second, millis, atMost(loads));
  }

  private static List<LoadReport.ServiceLoad> atMost(List<LoadReport.ServiceLoad> loads) {
    return loads.subList(0, Math.min(loads.size(), LoadReport.MOST_SERVICES));
  }

  private static Optional<LoadReport.ServiceLoad> load(
      ServiceId service, Counts before, Counts now) {
    var arrived = now.all().came() - before.all().came();
    if (arrived == 0 && now.all().present() == 0 && before.all().present() == 0) {
      return Optional.empty();
    }
    var busy = millis(before.all(), now.all());
    return Optional.of(
        new LoadReport.ServiceLoad(
            service,
            busy,
            Math.min(busy, millis(before.waiting(), now.waiting())),
            Math.max(0, arrived),
            Math.max(0, now.all().went() - before.all().went()),
            now.waiting().present()));
  }

  /** A reading taken while somebody comes or goes is off by that one, and may be below the last. */
  private static long millis(Reading before, Reading now) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(now.area() - before.area()));
  }
}
