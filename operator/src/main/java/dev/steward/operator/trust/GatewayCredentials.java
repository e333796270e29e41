package dev.steward.operator.trust;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.trust.authority.Purpose;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Secret with the gateways' credentials: made, made anew when its renewal is due, put
 * back when somebody edits or deletes it. The leader does; it looks at a copy that is watched, so
 * looking costs no call.
 */
public final class GatewayCredentials implements AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(GatewayCredentials.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Issuer issuer;
  private final SharedIndexInformer<Secret> stored;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gateway-credentials").daemon().factory());

  /** The version that was found wanting and written over; the copy may still show it. */
  private Optional<String> replaced = Optional.empty();

  /** A keeper that doesn't run yet. */
  public GatewayCredentials(KubernetesClient client, String namespace, Issuer issuer) {
    this.client = client;
    this.namespace = namespace;
    this.issuer = issuer;
    this.stored =
        client
            .secrets()
            .inNamespace(namespace)
            .withName(Names.GATEWAY_CREDENTIALS)
            .runnableInformer(0);
  }

  /** Begins to keep it. */
  public void start() {
    var _ = stored.start();
    var _ = timer.scheduleWithFixedDelay(this::keep, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The Secret as it is stored, if it is. */
  public Optional<Secret> stored() {
    return stored.getStore().list().stream().findFirst();
  }

  private void keep() {
    try {
      if (stored.hasSynced()) {
        keep(stored());
      }
    } catch (RuntimeException e) {
      LOG.warn("the gateways' credentials are looked at again in {}: {}", PERIOD, e.toString());
    }
  }

  private void keep(Optional<Secret> now) {
    var version = now.map(secret -> secret.getMetadata().getResourceVersion()).orElse("none");
    if (replaced.equals(Optional.of(version))) {
      return;
    }
    var wanted = issuer.complete(planned(), PeerName.GATEWAYS, Purpose.CLIENT, now);
    if (now.filter(secret -> isAs(secret, wanted)).isPresent()) {
      replaced = Optional.empty();
      return;
    }
    var _ =
        client
            .resource(wanted)
            .fieldManager(ApiGroup.FIELD_MANAGER)
            .forceConflicts()
            .serverSideApply();
    replaced = Optional.of(version);
    LOG.info("wrote the gateways' credentials");
  }

  private Secret planned() {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(Names.GATEWAY_CREDENTIALS)
        .withLabels(Map.of(Names.MANAGED_BY, Names.STEWARD))
        .withAnnotations(Map.of(Names.PEER_NAME, PeerName.GATEWAYS.dns()))
        .endMetadata()
        .build();
  }

  private static boolean isAs(Secret secret, Secret wanted) {
    return Objects.equals(secret.getData(), wanted.getData())
        && Objects.equals(secret.getMetadata().getLabels(), wanted.getMetadata().getLabels());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    stored.stop();
  }
}
