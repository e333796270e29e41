package dev.steward.gateway.metrics;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.tracing.SpanCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Counts requests by service, revision and class of status, and how long they took. */
public final class GatewayMetrics implements Traffic {
  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Key(ServiceId service, String what, String revision) {}

  private final MeterRegistry registry;
  private final Map<Key, Meter> meters = new ConcurrentHashMap<>();

  /** Meters in this registry. */
  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows a number that is read when somebody asks. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /** Shows what became of spans. */
  public void spans(SpanCounts counts) {
    spans(counts, "exported", SpanCounts::exported);
    spans(counts, "dropped", SpanCounts::dropped);
    spans(counts, "failed", SpanCounts::failed);
  }

  private void spans(SpanCounts counts, String outcome, ToDoubleFunction<SpanCounts> value) {
    FunctionCounter.builder("steward.gateway.spans", counts, value)
        .description("Spans of requests: taken by the collector, given up here, not taken")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Forgets services and revisions that these routes don't have. */
  public void follow(Routes routes) {
    var services =
        routes.services().stream().map(ServiceRoute::service).collect(Collectors.toSet());
    var revisions =
        routes.services().stream()
            .flatMap(route -> route.config().revisions().stream())
            .map(revision -> revision.name())
            .collect(Collectors.toSet());
    meters
        .entrySet()
        .removeIf(entry -> {
          var gone = isGone(entry.getKey(), services, revisions);
          if (gone) {
            registry.remove(entry.getValue());
          }
          return gone;
        });
  }

  private static boolean isGone(Key key, Set<ServiceId> services, Set<String> revisions) {
    return !services.contains(key.service())
        || (!key.revision().isEmpty() && !revisions.contains(key.revision()));
  }

  @Override
  public void ended(ServiceId service, Optional<String> revision, int status, Duration took) {
    var name = revision.orElse("");
    var result = result(status);
    ((Counter)
            meters.computeIfAbsent(
                new Key(service, result, name),
                key ->
                    Counter.builder("steward.gateway.requests")
                        .description("Requests that ended, by what the client was told")
                        .tags(tags(service).and("revision", name, "status", result))
                        .register(registry)))
        .increment();
    ((Timer)
            meters.computeIfAbsent(
                new Key(service, "took", ""),
                key ->
                    Timer.builder("steward.gateway.request.duration")
                        .description("From dispatch to the end of the answer")
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags(service))
                        .register(registry)))
        .record(took);
  }

  @Override
  public void ran(ServiceId service, Run why) {
    var run = why.name().toLowerCase(Locale.ROOT);
    ((Counter)
            meters.computeIfAbsent(
                new Key(service, "run " + run, ""),
                key ->
                    Counter.builder("steward.gateway.parts")
                        .description("Parts of batches sent to pods")
                        .tags(tags(service).and("run", run))
                        .register(registry)))
        .increment();
  }

  @Override
  public void spilled(ServiceId service) {
    ((Counter)
            meters.computeIfAbsent(
                new Key(service, "spilled", ""),
                key ->
                    Counter.builder("steward.gateway.spilled")
                        .description(
                            "Requests sent to a farther tier, because the near one was full")
                        .tags(tags(service))
                        .register(registry)))
        .increment();
  }

  @Override
  public void unreachable(ServiceId service) {
    ((Counter)
            meters.computeIfAbsent(
                new Key(service, "unreachable", ""),
                key ->
                    Counter.builder("steward.gateway.connect.failures")
                        .description("Connections to pods that couldn't be made")
                        .tags(tags(service))
                        .register(registry)))
        .increment();
  }

  /** Who waits is shown by a gauge. */
  @Override
  public void waits(ServiceId service) {}

  @Override
  public void waited(ServiceId service, Duration time) {
    ((Timer)
            meters.computeIfAbsent(
                new Key(service, "waited", ""),
                key ->
                    Timer.builder("steward.gateway.hold.duration")
                        .description("How long requests waited for a pod, if they had to")
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags(service))
                        .register(registry)))
        .record(time);
  }

  private static Tags tags(ServiceId service) {
    return Tags.of("namespace", service.namespace(), "service", service.name());
  }

  private static String result(int status) {
    return status == CLIENT_LEFT ? "client_left" : status / 100 + "xx";
  }
}
