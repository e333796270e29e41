package dev.steward.gateway.metrics;

import dev.steward.gateway.evidence.Counts;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.sinks.SinkState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Shows how it stands with the evidence log, and what its trail has counted. */
public final class AuditMetrics {
  private final MeterRegistry registry;
  private final Evidence evidence;

  private AuditMetrics(MeterRegistry registry, Evidence evidence) {
    this.registry = registry;
    this.evidence = evidence;
  }

  /** Shows it in this registry. */
  public static void register(MeterRegistry registry, Evidence evidence) {
    new AuditMetrics(registry, evidence).register();
  }

  private void register() {
    gauge("healthy", "Whether requests can be recorded", it -> it.obstacle().isEmpty() ? 1 : 0);
    gauge("free.bytes", "Room on the volume of the evidence log", it -> it.room().free());
    gauge("volume.bytes", "Size of the volume of the evidence log", it -> it.room().total());
    counter("records", "Durable records of requests", Tags.of("kind", "start"), Counts::starts);
    counter("records", "Durable records of requests", Tags.of("kind", "end"), Counts::ends);
    counter("refused", "Requests refused for want of a record", Tags.empty(), Counts::refused);
    counter("unrecorded", "Requests answered without a record", Tags.empty(), Counts::unrecorded);
    counter("gaps", "Recorded gaps", Tags.empty(), Counts::gaps);
    counter("destroyed", "Buckets of records destroyed", Tags.empty(), Counts::destroyed);
    gauge("sinks.behind", "Signed entries that the slowest sink hasn't got", AuditMetrics::behind);
    gauge("sinks.failing", "Sinks that took nothing at the last try", AuditMetrics::failing);
    counter(
        "purges.refused",
        "Purges that couldn't take place: clocks differ, or can't be compared",
        Tags.empty(),
        Counts::purgesRefused);
    gauge(
        "receipts.waiting",
        "Destroyed buckets whose files may still be elsewhere",
        it -> it.counts().receiptsWaiting());
    if (evidence.sealing().isPresent()) {
      sealing();
    }
  }

  /** Only where files are to leave: a zero would say that they do. */
  private void sealing() {
    counter("sealed.bytes", "Bytes that left the volume", Tags.empty(), Counts::sealedBytes);
    counter(
        "sealing.failures",
        "Times that files couldn't leave the volume",
        Tags.empty(),
        Counts::sealingFailures);
    gauge(
        "sealing.done.timestamp.seconds",
        "When last all files had left that could",
        it -> it.sealing().map(state -> state.done().toEpochMilli() / 1e3).orElse(Double.NaN));
  }

  private static double behind(Evidence evidence) {
    return evidence.sinks().stream().mapToLong(SinkState::behind).max().orElse(0);
  }

  private static double failing(Evidence evidence) {
    return evidence.sinks().stream().filter(sink -> sink.failures() > 0).count();
  }

  private void gauge(String name, String description, ToDoubleFunction<Evidence> value) {
    Gauge.builder("steward.gateway.audit." + name, evidence, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private void counter(String name, String description, Tags tags, ToDoubleFunction<Counts> value) {
    FunctionCounter.builder("steward.gateway.audit." + name, evidence.counts(), value)
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
