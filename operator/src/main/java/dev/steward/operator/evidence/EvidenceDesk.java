package dev.steward.operator.evidence;

import dev.steward.operator.evidence.EvidenceEvents.Reason;
import dev.steward.protocol.report.EvidenceReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that an operator does about evidence while it leads: keys, witness, and telling by metrics
 * and Events what is amiss. One that doesn't lead answers gateways and tells nobody.
 */
public final class EvidenceDesk implements EvidenceBook.Listener, AutoCloseable {

  private final AuditSettings settings;
  private final InstantSource clock;
  private final EvidenceEvents events;
  private final LogKeys keys;
  private final Witness witness;
  private final AtomicInteger keysInOrder;
  private final AtomicInteger recording;
  private final AtomicInteger failing;
  private final Set<String> contradicted = ConcurrentHashMap.newKeySet();

  /** Events are few, and nobody waits for them. */
  private final ExecutorService telling =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("evidence-events").daemon().factory());

  private volatile boolean leads;

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
    this.keysInOrder = registry.gauge("steward.operator.audit.keys", new AtomicInteger(1));
    this.recording = registry.gauge("steward.operator.audit.recording", new AtomicInteger());
    this.failing = registry.gauge("steward.operator.audit.failing", new AtomicInteger());
    registry.gaugeCollectionSize("steward.operator.audit.contradicted", Tags.empty(), contradicted);
  }

  /** This operator leads. */
  public void start() {
    leads = true;
    keys.start();
    witness.start();
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
    telling.shutdownNow();
  }
}
