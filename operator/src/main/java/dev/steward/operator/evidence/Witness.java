package dev.steward.operator.evidence;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.report.EvidenceReport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what the gateways' logs were, in a ConfigMap of Steward's namespace, out of the reach
 * of who has a gateway's volume. The leader does; a log that isn't proven to have grown from what
 * is remembered is told of, and what is remembered stays.
 *
 * <p>What has grown is written together every 30 s. Logs that don't grow cause no write.
 */
public final class Witness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String namespace;
  private final Function<String, Optional<VerifierKey>> keys;
  private final BiConsumer<String, Optional<String>> told;
  private final Duration period;
  private final SharedIndexInformer<ConfigMap> stored;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("witness").daemon().factory());

  private final ReentrantLock lock = new ReentrantLock();

  /** What isn't known to be stored yet, by gateway. */
  private final Map<String, SignedCheckpoint> pending = new HashMap<>();

  private final Map<String, String> contradictions = new HashMap<>();

  /**
   * A witness that doesn't run yet.
   *
   * @param namespace Steward's own
   * @param keys the public key of a gateway's log, if the gateway is known
   * @param told what is wrong with a gateway's log, or that nothing is any more; once a change
   */
  public Witness(
      KubernetesClient client,
      String namespace,
      Function<String, Optional<VerifierKey>> keys,
      BiConsumer<String, Optional<String>> told) {
    this(client, namespace, keys, told, PERIOD);
  }

  Witness(
      KubernetesClient client,
      String namespace,
      Function<String, Optional<VerifierKey>> keys,
      BiConsumer<String, Optional<String>> told,
      Duration period) {
    this.client = client;
    this.namespace = namespace;
    this.keys = keys;
    this.told = told;
    this.period = period;
    this.stored =
        client
            .configMaps()
            .inNamespace(namespace)
            .withName(Names.AUDIT_WITNESS)
            .runnableInformer(0);
  }

  /** Begins to remember. */
  public void start() {
    var _ = stored.start();
    var _ =
        timer.scheduleWithFixedDelay(
            this::store, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * A log claims to be in a state.
   *
   * @return the size of that log that is remembered now; empty if nothing can be: this operator
   *     doesn't lead, or knows no key of it yet
   */
  public OptionalLong claims(String gateway, EvidenceReport.Claim claim) {
    var key = keys.apply(gateway);
    if (key.isEmpty() || !stored.hasSynced()) {
      return OptionalLong.empty();
    }
    lock.lock();
    try {
      return claims(gateway, key.get(), claim);
    } finally {
      lock.unlock();
    }
  }

  private OptionalLong claims(String gateway, VerifierKey key, EvidenceReport.Claim claim) {
    var before = remembered(gateway, key);
    switch (SignedCheckpoint.verify("checkpoint", claim.note(), List.of(key))) {
      case Checked.Invalid<SignedCheckpoint>(var violation) ->
          contradiction(gateway, violation.message());
      case Checked.Valid<SignedCheckpoint>(var signed) ->
          take(gateway, signed, step(before, signed, claim));
    }
    return remembered(gateway, key)
        .map(Checkpoint::size)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static WitnessStep step(
      Optional<Checkpoint> before, SignedCheckpoint signed, EvidenceReport.Claim claim) {
    var proof = claim.proof().stream().map(Hash::parse).flatMap(Optional::stream).toList();
    return proof.size() == claim.proof().size()
        ? WitnessStep.next(before, signed.checkpoint(), claim.from(), proof)
        : new WitnessStep.Contradiction("its proof isn't made of hashes");
  }

  private void take(String gateway, SignedCheckpoint signed, WitnessStep step) {
    switch (step) {
      case WitnessStep.Same() -> settled(gateway);
      case WitnessStep.Unproven _ -> {}
      case WitnessStep.Grown _ -> {
        pending.put(gateway, signed);
        settled(gateway);
      }
      case WitnessStep.Contradiction(var why) -> contradiction(gateway, why);
    }
  }

  private void contradiction(String gateway, String why) {
    if (!why.equals(contradictions.put(gateway, why))) {
      LOG.error("the evidence log of {} isn't what it was: {}", gateway, why);
      told.accept(gateway, Optional.of(why));
    }
  }

  private void settled(String gateway) {
    if (contradictions.remove(gateway) != null) {
      LOG.info("the evidence log of {} is what it was again", gateway);
      told.accept(gateway, Optional.empty());
    }
  }

  private Optional<Checkpoint> remembered(String gateway, VerifierKey key) {
    var waiting = Optional.ofNullable(pending.get(gateway)).map(SignedCheckpoint::checkpoint);
    return waiting.isPresent()
        ? waiting
        : Optional.ofNullable(notes().get(gateway)).flatMap(note -> checkpoint(note, key));
  }

  private static Optional<Checkpoint> checkpoint(String note, VerifierKey key) {
    return SignedCheckpoint.verify("witnessed", note, List.of(key))
            instanceof Checked.Valid<SignedCheckpoint>(var signed)
        ? Optional.of(signed.checkpoint())
        : Optional.empty();
  }

  /** The sizes of the logs that are stored, by gateway; of what can't be read, none. */
  Map<String, Long> sizes() {
    var sizes = new HashMap<String, Long>();
    for (var note : notes().entrySet()) {
      var lines = note.getValue().lines().limit(2).toList();
      if (lines.size() == 2 && lines.getLast().matches("\\d{1,18}")) {
        sizes.put(note.getKey(), Long.parseLong(lines.getLast()));
      }
    }
    return sizes;
  }

  private Map<String, String> notes() {
    return stored.getStore().list().stream()
        .findFirst()
        .flatMap(map -> Optional.ofNullable(map.getData()))
        .orElse(Map.of());
  }

  private void store() {
    try {
      var wanted = wanted();
      if (stored.hasSynced() && !wanted.equals(notes())) {
        write(wanted);
      }
    } catch (RuntimeException e) {
      LOG.warn("what evidence logs are is stored in {}: {}", period, e.toString());
    }
  }

  /** What is to be stored; what is stored already waits no more. */
  private Map<String, String> wanted() {
    lock.lock();
    try {
      var notes = notes();
      pending
          .entrySet()
          .removeIf(each -> each.getValue().note().note().equals(notes.get(each.getKey())));
      var wanted = new TreeMap<>(notes);
      pending.forEach((gateway, signed) -> wanted.put(gateway, signed.note().note()));
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  private void write(Map<String, String> notes) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(Names.AUDIT_WITNESS)
            .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
            .endMetadata()
            .withData(notes)
            .build();
    var _ =
        client
            .resource(map)
            .fieldManager(ApiGroup.FIELD_MANAGER)
            .forceConflicts()
            .serverSideApply();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    stored.stop();
  }
}
