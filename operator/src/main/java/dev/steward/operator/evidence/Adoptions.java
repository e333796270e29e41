package dev.steward.operator.evidence;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has logs looked after whose gateways were scaled away; see {@link AdoptionStep}. The leader does,
 * by copies that are watched, so looking costs no call.
 */
final class Adoptions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Adoptions.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Supplier<Map<String, Long>> sizes;
  private final Listener listener;
  private final InstantSource clock;
  private final Duration period;
  private final SharedIndexInformer<StatefulSet> sets;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Job> jobs;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("adoptions").daemon().factory());

  // Of the timer's thread.
  private NavigableSet<String> departed = new TreeSet<>();
  private NavigableMap<String, String> failing = new TreeMap<>();

  /** Who is told. */
  interface Listener {
    /** A gateway is gone and has left a log. */
    void departed(String gateway);

    /** It is back, or its claim is gone. */
    void returned(String gateway);

    /** Its log can't be looked after. */
    void failing(String gateway, String why);

    /** Its log is looked after again. */
    void adopted(String gateway);

    /** How many are gone, and of these, how many aren't looked after. */
    void counted(int gone, int notLookedAfter);
  }

  /**
   * One that doesn't run yet.
   *
   * @param namespace Steward's own
   * @param sizes of the logs that are remembered, by gateway
   * @param period between looks
   */
  Adoptions(
      KubernetesClient client,
      String namespace,
      Supplier<Map<String, Long>> sizes,
      Listener listener,
      InstantSource clock,
      Duration period) {
    this.client = client;
    this.namespace = namespace;
    this.sizes = sizes;
    this.listener = listener;
    this.clock = clock;
    this.period = period;
    this.sets =
        client
            .apps()
            .statefulSets()
            .inNamespace(namespace)
            .withLabelSelector(Names.GATEWAYS)
            .runnableInformer(0);
    this.claims =
        client
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withLabelSelector(Names.GATEWAYS)
            .runnableInformer(0);
    this.pods =
        client.pods().inNamespace(namespace).withLabelSelector(Names.GATEWAYS).runnableInformer(0);
    this.jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .withLabels(AdoptionJob.LABELS)
            .runnableInformer(0);
  }

  void start() {
    informers()
        .forEach(informer -> {
          var _ = informer.start();
        });
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Stream<SharedIndexInformer<?>> informers() {
    return Stream.of(sets, claims, pods, jobs);
  }

  private void look() {
    try {
      if (informers().allMatch(SharedIndexInformer::hasSynced)) {
        var step = AdoptionStep.next(seen(), clock.instant());
        step.orders().forEach(this::carryOut);
        tell(step);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "logs of gateways that are gone are looked at again in {}: {}", period, e.toString());
    }
  }

  private AdoptionStep.Seen seen() {
    var replicas = new HashMap<String, Integer>();
    for (var set : sets.getStore().list()) {
      replicas.put(
          set.getMetadata().getName(), Optional.ofNullable(set.getSpec().getReplicas()).orElse(1));
    }
    return new AdoptionStep.Seen(
        replicas,
        names(claims),
        names(pods),
        sizes.get(),
        jobs.getStore().list().stream()
            .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
            .map(AdoptionJob::read)
            .flatMap(Optional::stream)
            .toList());
  }

  private static Set<String> names(SharedIndexInformer<? extends HasMetadata> of) {
    return of.getStore().list().stream()
        .map(each -> each.getMetadata().getName())
        .collect(Collectors.toUnmodifiableSet());
  }

  private void carryOut(Order order) {
    switch (order) {
      case Order.Begin(var gateway, var day) ->
          set(gateway)
              .ifPresent(set -> {
                begin(AdoptionJob.of(set, gateway, day));
              });
      case Order.Remove(var job) -> {
        var _ =
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
      }
    }
  }

  private Optional<StatefulSet> set(String gateway) {
    var name = gateway.substring(0, gateway.lastIndexOf('-'));
    return sets.getStore().list().stream()
        .filter(set -> set.getMetadata().getName().equals(name))
        .findFirst();
  }

  private void begin(Job job) {
    try {
      var _ = client.resource(job).create();
      LOG.info("Job {} looks after the log of a gateway that is gone", job.getMetadata().getName());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // The copy doesn't show it yet.
    }
  }

  private void tell(AdoptionStep step) {
    minus(step.departed(), departed).forEach(listener::departed);
    minus(departed, step.departed()).forEach(listener::returned);
    minus(step.failing().keySet(), failing.keySet())
        .forEach(gateway -> listener.failing(gateway, step.failing().getOrDefault(gateway, "")));
    minus(failing.keySet(), step.failing().keySet()).stream()
        .filter(step.departed()::contains)
        .forEach(listener::adopted);
    listener.counted(step.departed().size(), step.failing().size());
    departed = step.departed();
    failing = step.failing();
  }

  private static List<String> minus(Collection<String> some, Collection<String> others) {
    return some.stream().filter(each -> !others.contains(each)).toList();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    informers().forEach(SharedIndexInformer::stop);
  }
}
