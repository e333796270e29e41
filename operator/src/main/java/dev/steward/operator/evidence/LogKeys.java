package dev.steward.operator.evidence;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.core.check.Checked;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Secret and the public keys of the logs: the leader does, by copies that are watched, so
 * looking costs no call.
 */
public final class LogKeys implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogKeys.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration FIRST = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final String namespace;
  private final AuditSettings settings;
  private final Consumer<Optional<String>> told;
  private final SharedIndexInformer<Secret> secrets;
  private final SharedIndexInformer<ConfigMap> published;
  private final SharedIndexInformer<Pod> gateways;
  private final AtomicReference<Optional<String>> amiss = new AtomicReference<>(Optional.empty());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("log-keys").daemon().factory());

  /**
   * A keeper that doesn't run yet.
   *
   * @param namespace Steward's own
   * @param told what somebody must look at, or that nothing is amiss any more; once a change
   */
  public LogKeys(
      KubernetesClient client,
      String namespace,
      AuditSettings settings,
      Consumer<Optional<String>> told) {
    this.client = client;
    this.namespace = namespace;
    this.settings = settings;
    this.told = told;
    this.secrets =
        client.secrets().inNamespace(namespace).withName(settings.secret()).runnableInformer(0);
    this.published =
        client.configMaps().inNamespace(namespace).withName(Names.AUDIT_KEYS).runnableInformer(0);
    this.gateways =
        client.pods().inNamespace(namespace).withLabelSelector(Names.GATEWAYS).runnableInformer(0);
  }

  /**
   * Begins to keep them; waits a moment for the first time, so that gateways that come to be find
   * the Secret.
   */
  public void start() {
    var synced =
        CompletableFuture.allOf(
            Stream.of(secrets, published, gateways)
                .map(informer -> informer.start().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    try {
      var _ = synced.get(FIRST.toMillis(), TimeUnit.MILLISECONDS);
      keep();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the keys of evidence logs can't be looked at yet: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ =
        timer.scheduleWithFixedDelay(
            this::keep, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What somebody must look at, if anything. */
  public Optional<String> amiss() {
    return amiss.get();
  }

  /** The gateways that are ready. */
  List<String> serving() {
    return gateways.getStore().list().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  /** The public key of a gateway's log, if one is published and is that of the Secret. */
  public Optional<VerifierKey> verifier(String gateway) {
    var known = keys().get(gateway);
    return stored()
        .flatMap(checked ->
            checked instanceof Checked.Valid<InstallationSecret>(var secret)
                ? Optional.of(secret.signer(gateway).verifier())
                : Optional.empty())
        .filter(key -> key.text().equals(known));
  }

  private void keep() {
    try {
      if (Stream.of(secrets, published, gateways).allMatch(SharedIndexInformer::hasSynced)) {
        take(
            KeyStep.next(
                settings,
                stored(),
                keys(),
                gateways.getStore().list().stream()
                    .map(pod -> pod.getMetadata().getName())
                    .toList()));
      }
    } catch (RuntimeException e) {
      LOG.warn("the keys of evidence logs are looked at again in {}: {}", PERIOD, e.toString());
    }
  }

  private Optional<Checked<InstallationSecret>> stored() {
    return secrets.getStore().list().stream()
        .findFirst()
        .map(secret ->
            InstallationSecret.parse("Secret " + settings.secret(), name -> text(secret, name)));
  }

  private static Optional<String> text(Secret secret, String name) {
    return Stream.ofNullable(secret.getData())
        .flatMap(data -> Stream.ofNullable(data.get(name)))
        .findFirst()
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
  }

  private Map<String, String> keys() {
    return published.getStore().list().stream()
        .findFirst()
        .flatMap(map -> Optional.ofNullable(map.getData()))
        .orElse(Map.of());
  }

  private void take(KeyStep step) {
    switch (step) {
      case KeyStep.Nothing() -> tell(Optional.empty());
      case KeyStep.Make() -> make();
      case KeyStep.Publish(var keys) -> publish(keys);
      case KeyStep.Amiss(var why) -> tell(Optional.of(why));
    }
  }

  private void tell(Optional<String> now) {
    if (!amiss.getAndSet(now).equals(now)) {
      now.ifPresentOrElse(
          why -> LOG.error("evidence logs: {}", why),
          () -> LOG.info("the keys of evidence logs are as they should be again"));
      told.accept(now);
    }
  }

  private void make() {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(settings.secret())
            .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
            .endMetadata()
            .withType("Opaque")
            .withImmutable(true)
            .withStringData(InstallationSecret.generate(settings.origin()))
            .build();
    try {
      var _ = client.resource(secret).create();
      LOG.info("made the Secret {} with the keys of evidence logs", settings.secret());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // The copy doesn't show it yet.
    }
  }

  private void publish(Map<String, String> keys) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(Names.AUDIT_KEYS)
            .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
            .endMetadata()
            .withData(keys)
            .build();
    var _ =
        client
            .resource(map)
            .fieldManager(ApiGroup.FIELD_MANAGER)
            .forceConflicts()
            .serverSideApply();
    LOG.info("published the public keys of {} evidence logs", keys.size());
    tell(Optional.empty());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    secrets.stop();
    published.stop();
    gateways.stop();
  }
}
