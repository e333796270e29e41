package dev.steward.operator.reconcile;

import dev.steward.operator.rotation.Board;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What the operator counts. No label has a service's name: there may be thousands. */
public final class OperatorMetrics {

  private final MeterRegistry registry;
  private final AtomicInteger leading;

  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.leading = registry.gauge("steward.operator.leading", new AtomicInteger());
  }

  /** Where everything is counted. */
  MeterRegistry registry() {
    return registry;
  }

  /** A call to the API server beside the watches; {@code verb} and {@code kind} are few. */
  void apiCall(String verb, String kind) {
    registry.counter("steward.operator.api.calls", "verb", verb, "kind", kind).increment();
  }

  /** Something was changed or deleted behind the operator's back; kinds are few. */
  void drift(String kind) {
    registry.counter("steward.drift", "kind", kind).increment();
  }

  /** Starts the time of one reconcile. */
  Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Ends it. */
  void end(Timer.Sample sample, Outcome outcome) {
    sample.stop(
        Timer.builder("steward.operator.reconcile")
            .description("Time to reconcile one service")
            .tag("outcome", outcome.name())
            .register(registry));
  }

  /** How a reconcile ended. */
  enum Outcome {
    done,
    failed
  }

  /**
   * Shows how long it is until the first certificate ends.
   *
   * @param left empty while that isn't known: only who leads knows
   */
  void certificatesEnd(Supplier<Optional<Duration>> left) {
    Gauge.builder(
            "steward.certificate.expiry",
            () -> left.get().map(time -> time.toMillis() / 1e3).orElse(Double.NaN))
        .description("Time until the first certificate of gateways and services ends")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /**
   * Shows how far what was written of policies has got.
   *
   * @param board empty until that was looked at: only who leads does
   */
  void policies(Supplier<Optional<Board>> board, InstantSource clock) {
    policies(
        "steward.policy.lag.seconds",
        "How long the service that waits longest has been without what was written of its policies",
        Tags.empty(),
        () -> board.get().map(it -> it.lag(clock.instant()).toMillis() / 1e3));
    var services = "Services by whether every gateway runs what was written of their policies";
    policies(
        "steward.policy.services",
        services,
        Tags.of("state", "running"),
        () -> board.get().map(it -> (double) it.running()));
    policies(
        "steward.policy.services",
        services,
        Tags.of("state", "lagging"),
        () -> board.get().map(it -> (double) it.lagging()));
  }

  private void policies(
      String name, String description, Tags tags, Supplier<Optional<Double>> value) {
    Gauge.builder(name, () -> value.get().orElse(Double.NaN))
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  void leads() {
    leading.set(1);
  }

  void follows() {
    leading.set(0);
  }
}
