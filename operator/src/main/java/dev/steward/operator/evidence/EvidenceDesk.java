package dev.steward.operator.evidence;

import dev.steward.operator.evidence.EvidenceEvents.Reason;
import dev.steward.protocol.report.EvidenceReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that an operator does about evidence while it leads: keys, witness, and telling by metrics
 * and Events what is amiss. One that doesn't lead answers gateways and tells nobody.
 */
public final class EvidenceDesk implements EvidenceBook.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceDesk.class);
  private static final Duration ADOPTIONS = Duration.ofSeconds(5);
  private static final Duration HEALTH = Duration.ofSeconds(2);

  private final AuditSettings settings;
  private final InstantSource clock;
  private final EvidenceEvents events;
  private final LogKeys keys;
  private final Witness witness;
  private final Adoptions adoptions;
  private final AtomicInteger keysInOrder;
  private final AtomicInteger recording;
  private final AtomicInteger failing;
  private final Set<String> contradicted = ConcurrentHashMap.newKeySet();

  /** Events are few, and nobody waits for them. */
  private final ExecutorService telling =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("evidence-events").daemon().factory());

  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-health").daemon().factory());
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private final AtomicReference<AuditHealth> health = new AtomicReference<>(AuditHealth.UNKNOWN);
  private final AtomicReference<Runnable> healthChanged = new AtomicReference<>(() -> {});

  private volatile boolean leads;

  private record Heard(Instant at, EvidenceReport report) {}

  /**
   * A desk that nobody sits at yet.
   *
   * @param namespace Steward's own
   * @param instance this operator's pod
   */
  public EvidenceDesk(
      KubernetesClient client,
      String namespace,
      String instance,
      AuditSettings settings,
      MeterRegistry registry,
      InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.events = new EvidenceEvents(client, namespace, instance);
    this.keys = new LogKeys(client, namespace, settings, this::keys);
    this.witness = new Witness(client, namespace, keys::verifier, this::contradicted);
    this.adoptions =
        new Adoptions(
            client, namespace, witness::sizes, new Departures(registry), clock, ADOPTIONS);
    this.keysInOrder = registry.gauge("steward.operator.audit.keys", new AtomicInteger(1));
    this.recording = registry.gauge("steward.operator.audit.recording", new AtomicInteger());
    this.failing = registry.gauge("steward.operator.audit.failing", new AtomicInteger());
    Gauge.builder("steward.operator.audit.healthy", health, seen -> number(seen.get()))
        .description("1 if every gateway records and nothing is behind, 0 if not")
        .strongReference(true)
        .register(registry);
    registry.gaugeCollectionSize("steward.operator.audit.contradicted", Tags.empty(), contradicted);
  }

  private static double number(AuditHealth seen) {
    return switch (seen.reason().truth()) {
      case TRUE -> 1;
      case FALSE -> 0;
      case UNKNOWN -> Double.NaN;
    };
  }

  /** This operator leads. */
  public void start() {
    leads = true;
    keys.start();
    witness.start();
    adoptions.start();
    var _ =
        looking.scheduleWithFixedDelay(
            this::look, HEALTH.toMillis(), HEALTH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How it stands with the gateways' recording, as it was seen last. */
  public AuditHealth health() {
    return health.get();
  }

  /** Who is told when that has changed. */
  public void onHealth(Runnable listener) {
    healthChanged.set(listener);
  }

  private void look() {
    try {
      var now = clock.instant();
      heard.values().removeIf(each -> each.at.plus(EvidenceBook.LATELY).isBefore(now));
      var reports =
          heard.values().stream()
              .map(Heard::report)
              .collect(Collectors.toMap(EvidenceReport::gateway, Function.identity()));
      var seen = AuditHealth.of(keys.serving(), reports, Set.copyOf(contradicted));
      if (!health.getAndSet(seen).equals(seen)) {
        LOG.info("evidence logs: {}: {}", seen.reason(), seen.message());
        healthChanged.get().run();
      }
    } catch (RuntimeException e) {
      LOG.warn("evidence logs are looked at again in {}: {}", HEALTH, e.toString());
    }
  }

  @Override
  public void heard(EvidenceReport report, Instant at) {
    if (heard.size() < EvidenceBook.MOST_GATEWAYS || heard.containsKey(report.gateway())) {
      heard.put(report.gateway(), new Heard(at, report));
    }
  }

  @Override
  public OptionalLong claims(String gateway, EvidenceReport.Claim claim) {
    return leads ? witness.claims(gateway, claim) : OptionalLong.empty();
  }

  @Override
  public void changed(EvidenceReport report) {
    var reason =
        switch (report.state()) {
          case RECORDING -> Reason.EvidenceRecorded;
          case FILLING, NEARLY_FULL -> Reason.EvidenceVolumeFilling;
          case FAILING -> Reason.EvidenceNotRecorded;
        };
    var note = report.detail().isEmpty() ? "requests can be recorded" : report.detail();
    tell(() -> events.aboutGateway(report.gateway(), reason, note, clock.instant()));
  }

  @Override
  public void counted(int recordingNow, int failingNow) {
    recording.set(recordingNow);
    failing.set(failingNow);
  }

  private void contradicted(String gateway, Optional<String> why) {
    if (why.isPresent()) {
      contradicted.add(gateway);
    } else {
      contradicted.remove(gateway);
    }
    var reason = why.isPresent() ? Reason.EvidenceContradicted : Reason.EvidenceConsistent;
    var note = why.orElse("the log has grown from what was witnessed");
    tell(() -> events.aboutGateway(gateway, reason, note, clock.instant()));
  }

  private void keys(Optional<String> amiss) {
    keysInOrder.set(amiss.isEmpty() ? 1 : 0);
    amiss.ifPresent(why ->
        tell(() ->
            events.aboutSecret(settings.secret(), Reason.EvidenceKeysAmiss, why, clock.instant())));
  }

  /** Tells of logs that gateways have left. */
  private final class Departures implements Adoptions.Listener {
    private final AtomicInteger gone;
    private final AtomicInteger alone;

    Departures(MeterRegistry registry) {
      gone = registry.gauge("steward.operator.audit.departed", new AtomicInteger());
      alone = registry.gauge("steward.operator.audit.departed.failing", new AtomicInteger());
    }

    @Override
    public void departed(String gateway) {
      about(
          gateway,
          Reason.EvidenceLogDeparted,
          gateway
              + " was scaled away and has left its evidence log here; what falls due in it is"
              + " destroyed by a Job each day. Keep the claim, or a verified copy of the log.");
    }

    @Override
    public void returned(String gateway) {
      LOG.info("{} isn't gone any more, or its claim is", gateway);
    }

    @Override
    public void failing(String gateway, String why) {
      LOG.error("what is due in the log of {} may not be destroyed: {}", gateway, why);
      about(gateway, Reason.EvidenceLogNotAdopted, why);
    }

    @Override
    public void adopted(String gateway) {
      about(gateway, Reason.EvidenceLogAdopted, "what was due in it is destroyed");
    }

    @Override
    public void counted(int departed, int notLookedAfter) {
      gone.set(departed);
      alone.set(notLookedAfter);
    }

    private void about(String gateway, Reason reason, String note) {
      tell(() -> events.aboutClaim("data-" + gateway, reason, note, clock.instant()));
    }
  }

  private void tell(Runnable event) {
    if (leads) {
      telling.execute(event);
    }
  }

  @Override
  public void close() {
    leads = false;
    keys.close();
    witness.close();
    adoptions.close();
    telling.shutdownNow();
    looking.shutdownNow();
  }
}
