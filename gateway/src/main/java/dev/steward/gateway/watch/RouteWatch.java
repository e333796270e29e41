package dev.steward.gateway.watch;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.Routes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the API server and hands on a snapshot of routes whenever they have changed. */
public final class RouteWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String STEWARD = "steward";

  /** Short against a pod's start, long against the changes of one rollout step. */
  private static final Duration QUIET = Duration.ofMillis(25);

  private static final ResourceDefinitionContext SERVING_CONFIGS =
      new ResourceDefinitionContext.Builder()
          .withGroup(ApiGroup.GROUP)
          .withVersion(ApiGroup.VERSION)
          .withKind("ServingConfig")
          .withPlural("servingconfigs")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final Consumer<Routes> follower;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("routes").factory());
  private final Coalescer changes = new Coalescer(executor, QUIET, this::publish);

  /** Read one by one from their plain form, so that one that can't be read hides no other. */
  private final SharedIndexInformer<GenericKubernetesResource> configs;

  private final SharedIndexInformer<EndpointSlice> slices;

  /** What was read at the last look, each version of an object once. */
  private Map<Version, RouteAssembly.ReadConfig> read = Map.of();

  private volatile RouteAssembly.Assembled last =
      new RouteAssembly.Assembled(Routes.none(), List.of());
  private volatile boolean synced;
  private volatile boolean closed;

  /** An object as it was at one time. */
  private record Version(String uid, String resourceVersion) {
    static Version of(HasMetadata object) {
      return new Version(object.getMetadata().getUid(), object.getMetadata().getResourceVersion());
    }
  }

  private RouteWatch(KubernetesClient client, WatchScope scope, Consumer<Routes> follower) {
    this.client = client;
    this.follower = follower;
    configs =
        client
            .genericKubernetesResources(SERVING_CONFIGS)
            .inNamespace(scope.home())
            .withLabel(MANAGED_BY, STEWARD)
            .runnableInformer(0);
    var all = client.discovery().v1().endpointSlices();
    slices =
        scope
            .services()
            .map(namespace ->
                all.inNamespace(namespace).withLabel(MANAGED_BY, STEWARD).runnableInformer(0))
            .orElseGet(
                () -> all.inAnyNamespace().withLabel(MANAGED_BY, STEWARD).runnableInformer(0));
  }

  /**
   * Begins to watch, and goes on trying while the API server is away.
   *
   * @param follower given each new snapshot, on one thread; the first once all objects were seen
   */
  public static RouteWatch start(
      KubernetesClient client, WatchScope scope, Consumer<Routes> follower) {
    var watch = new RouteWatch(client, scope, follower);
    watch.follow(watch.configs, "ServingConfigs");
    watch.follow(watch.slices, "EndpointSlices");
    return watch;
  }

  /** Whether the routes are those of an API server that was seen whole at least once. */
  public boolean synced() {
    return synced;
  }

  /** Whether a Service leads to a gateway of that address, by what is stored. */
  public boolean isListed(String gateway) {
    return slices.getStore().list().stream()
        .anyMatch(slice -> RouteAssembly.leadsTo(slice, gateway));
  }

  @Override
  public void close() {
    closed = true;
    configs.stop();
    slices.stop();
    executor.shutdownNow();
  }

  private <T extends HasMetadata> void follow(SharedIndexInformer<T> informer, String what) {
    informer.addEventHandler(new Signals<T>());
    informer.exceptionHandler((started, failure) -> {
      LOG.warn("can't watch {} and try again: {}", what, failure.getMessage());
      return true;
    });
    informer
        .start()
        .whenComplete((done, failure) -> {
          if (failure != null && !closed) {
            LOG.error("the watch on {} has ended: {}", what, failure.getMessage());
          }
          changes.signal();
        });
  }

  private void publish() {
    if (!configs.hasSynced() || !slices.hasSynced()) {
      return;
    }
    var stored = configs.getStore().list();
    var known = read;
    var seen = HashMap.<Version, RouteAssembly.ReadConfig>newHashMap(stored.size());
    for (var object : stored) {
      var version = Version.of(object);
      var before = known.get(version);
      seen.put(version, before == null ? read(object) : before);
    }
    read = seen;
    var now = RouteAssembly.assemble(seen.values(), slices.getStore().list());
    var before = last;
    last = now;
    now.unreadable().stream()
        .filter(violation -> !before.unreadable().contains(violation))
        .forEach(violation -> LOG.error("left out: {}", violation.message()));
    if (!synced || !now.routes().services().equals(before.routes().services())) {
      LOG.info("routes: {} services", now.routes().services().size());
      follower.accept(now.routes());
    }
    synced = true;
  }

  private RouteAssembly.ReadConfig read(GenericKubernetesResource object) {
    var metadata = object.getMetadata();
    return new RouteAssembly.ReadConfig(
        metadata.getName(), metadata.getCreationTimestamp(), config(object));
  }

  private Checked<ServingConfig> config(GenericKubernetesResource object) {
    try {
      return client
          .getKubernetesSerialization()
          .convertValue(object, ServingConfigResource.class)
          .toCore();
    } catch (RuntimeException e) {
      // Of a kind that its own checks didn't foresee; the others are to go on all the same.
      return Checked.invalid(
          "spec", "can't be read (" + e.getMessage() + ")", "let the operator write this object");
    }
  }

  private final class Signals<T> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      changes.signal();
    }

    @Override
    public void onUpdate(T before, T after) {
      changes.signal();
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      changes.signal();
    }

    @Override
    public void onNothing() {
      changes.signal();
    }
  }
}
