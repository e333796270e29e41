package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.operator.observe.Caches;
import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears up after services that are gone. Their ServingConfigs it removes: an owner reference can't
 * lead to another namespace, and a finalizer would let a missing operator block a deletion.
 *
 * <p>It reads the caches every {@link #PERIOD}; an orphan found there is asked for at the API
 * server before it is deleted, for the caches may not know a new service yet.
 */
final class Sweeper implements AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final KubernetesClient client;
  private final Supplier<Optional<Caches>> caches;
  private final Consumer<Set<String>> living;
  private final OperatorMetrics metrics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sweeper").daemon().factory());

  /**
   * A sweeper that doesn't run yet.
   *
   * @param living is told the uids of the services there are
   */
  Sweeper(
      KubernetesClient client,
      Supplier<Optional<Caches>> caches,
      Consumer<Set<String>> living,
      OperatorMetrics metrics) {
    this.client = client;
    this.caches = caches;
    this.living = living;
    this.metrics = metrics;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::sweep, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      caches
          .get()
          .ifPresent(known -> {
            living.accept(known.uids());
            known.servingConfigs().forEach(config -> sweep(known, config));
          });
    } catch (KubernetesClientException e) {
      LOG.warn("ServingConfigs are swept again in {}: {}", PERIOD, e.getMessage());
    }
  }

  private void sweep(Caches known, ServingConfigResource config) {
    var uid = config.getMetadata().getLabels().get(Names.SERVICE_UID);
    if (uid == null || isOf(known.serviceOf(config), uid) || isOf(stored(config), uid)) {
      return;
    }
    LOG.info("{} is removed: its service is gone", config.getMetadata().getName());
    metrics.apiCall("delete", "ServingConfig");
    // Only this one: the cache may not know yet that a new service of the name has its own.
    var _ =
        client
            .resource(config)
            .lockResourceVersion(config.getMetadata().getResourceVersion())
            .delete();
  }

  private Optional<ModelService> stored(ServingConfigResource config) {
    var service = config.getSpec().service();
    metrics.apiCall("get", "ModelService");
    return Optional.ofNullable(
        client
            .resources(ModelService.class)
            .inNamespace(service.namespace())
            .withName(service.name())
            .get());
  }

  private static boolean isOf(Optional<ModelService> service, String uid) {
    return service.filter(it -> Objects.equals(it.getMetadata().getUid(), uid)).isPresent();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
