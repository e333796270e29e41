package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.operator.observe.Caches.Scope;
import dev.steward.operator.policy.Governance;
import dev.steward.operator.policy.Standing;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies and the namespaces' labels, and what their changes wake: the services and tasks that
 * a policy selects or selected, in {@link Waves}.
 *
 * <p>What there is no right to read is looked for again every {@link #LOOK}, and meanwhile told by
 * {@link Governance#unseen}. That may be so where the operator serves one namespace; an operator of
 * the whole cluster has these rights or doesn't start.
 */
public final class PolicyCaches implements AutoCloseable {

  /** Between two waves. */
  static final Duration APART = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(PolicyCaches.class);
  private static final Duration LOOK = Duration.ofSeconds(30);

  /** Changes that wait at most; of more, everything is concerned. */
  private static final int MOST_CHANGES = 200;

  private final Scope scope;
  private final String ungoverned;
  private final WatchedKind<ClusterCompliancePolicy> ofCluster;
  private final WatchedKind<CompliancePolicy> ofNamespaces;
  private final WatchedKind<Namespace> namespaces;
  private final List<Follower<?>> followers = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>(MOST_CHANGES);

  private final AtomicBoolean everything = new AtomicBoolean();

  /** By uid, read once for each version. */
  private final Map<String, ReadPolicy> read = new ConcurrentHashMap<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policy-waves").daemon().factory());

  /** A policy, or a namespace, as it was and as it is. */
  private record Change(Optional<HasMetadata> before, Optional<HasMetadata> after) {}

  /**
   * A policy of one version.
   *
   * @param policy empty: this version of Steward can't read it
   */
  private record ReadPolicy(String version, Optional<StoredPolicy> policy) {}

  /** Those that are told what concerns them. */
  private record Follower<R extends HasMetadata>(
      Supplier<Stream<R>> all, SimpleInboundEventSource<R> source, Waves<ResourceID> waves) {

    void release() {
      waves.next().forEach(source::propagateEvent);
    }
  }

  /**
   * Caches that aren't filled yet.
   *
   * @param stewardNamespace where no policy governs, if the operator serves all namespaces
   * @param watched the one namespace that is served; empty: all are
   */
  public PolicyCaches(KubernetesClient client, String stewardNamespace, Optional<String> watched) {
    scope = watched.isPresent() ? Scope.NAMESPACE : Scope.CLUSTER;
    ungoverned = watched.isPresent() ? "" : stewardNamespace;
    ofCluster =
        new WatchedKind<>(
            "clustercompliancepolicies.steward.dev",
            client.resources(ClusterCompliancePolicy.class),
            this::changed);
    var own = client.resources(CompliancePolicy.class);
    ofNamespaces =
        new WatchedKind<>(
            "compliancepolicies.steward.dev",
            watched.isPresent() ? own.inNamespace(watched.get()) : own.inAnyNamespace(),
            this::changed);
    namespaces =
        new WatchedKind<>(
            "namespaces",
            watched.isPresent()
                ? client.namespaces().withField("metadata.name", watched.get())
                : client.namespaces(),
            this::labelled);
  }

  /** Reads what there is, before anything is decided by it. */
  public void start() {
    look();
    if (scope == Scope.CLUSTER && unseen().isPresent()) {
      throw new IllegalStateException(unseen().get());
    }
  }

  /** Begins to tell of changes, once those that are told have caches of their own. */
  public void follow() {
    var _ =
        timer.scheduleWithFixedDelay(
            guarded(this::advance), APART.toMillis(), APART.toMillis(), TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            guarded(this::look), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (Stream.of(ofCluster, ofNamespaces, namespaces)
            .filter(kind -> !kind.isWatched() && kind.tryToWatch())
            .count()
        > 0) {
      everything.set(true);
    }
  }

  private static Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.warn("policies are looked at again: {}", e.toString());
      }
    };
  }

  /**
   * Wakes by {@code source} whatever a change concerns.
   *
   * @param all what may be concerned
   */
  public <R extends HasMetadata> void follow(
      Supplier<Stream<R>> all, SimpleInboundEventSource<R> source) {
    followers.add(new Follower<>(all, source, new Waves<>()));
  }

  /** What is known of the policies over a namespace. */
  public Governance over(String namespace) {
    if (namespace.equals(ungoverned)) {
      return Governance.NONE;
    }
    var unreadable = new ArrayList<String>();
    var policies = new ArrayList<StoredPolicy>();
    for (var policy : ofCluster.all()) {
      read(policy, () -> StoredPolicy.of(policy))
          .ifPresentOrElse(policies::add, () -> unreadable.add(title(policy)));
    }
    for (var policy : ofNamespaces.all()) {
      if (namespace.equals(policy.getMetadata().getNamespace())) {
        read(policy, () -> StoredPolicy.of(policy))
            .ifPresentOrElse(policies::add, () -> unreadable.add(title(policy)));
      }
    }
    return new Governance(
        labels(namespace),
        policies,
        unseen()
            .or(() ->
                unreadable.stream()
                    .findFirst()
                    .map(name ->
                        "%s can't be read by this version of Steward; upgrade Steward, or correct it"
                            .formatted(name))));
  }

  /** The policies there are, of both kinds. */
  public List<HasMetadata> policies() {
    return Stream.<HasMetadata>concat(ofCluster.all().stream(), ofNamespaces.all().stream())
        .toList();
  }

  private Map<String, String> labels(String namespace) {
    return namespaces.find(namespace).map(PolicyCaches::labels).orElse(Map.of());
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  private static String title(HasMetadata policy) {
    return policy.getKind() + " " + policy.getMetadata().getName();
  }

  /** What can't be seen for want of rights, or where the kinds aren't installed. */
  private Optional<String> unseen() {
    var missing =
        Stream.of(ofCluster, ofNamespaces, namespaces)
            .filter(kind -> !kind.isWatched())
            .map(WatchedKind::name)
            .collect(Collectors.joining(" and "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not all policies can be seen: the operator has no right to list and watch %s; bind it a ClusterRole that has"
                .formatted(missing));
  }

  private Optional<StoredPolicy> read(HasMetadata policy, Supplier<StoredPolicy> reader) {
    var version = policy.getMetadata().getResourceVersion();
    return read.compute(
            policy.getMetadata().getUid(),
            (_, known) ->
                known != null && known.version().equals(version)
                    ? known
                    : new ReadPolicy(version, attempt(policy, reader)))
        .policy();
  }

  private static Optional<StoredPolicy> attempt(HasMetadata policy, Supplier<StoredPolicy> reader) {
    try {
      return Optional.of(reader.get());
    } catch (RuntimeException e) {
      LOG.warn("{} can't be read: {}", title(policy), e.toString());
      return Optional.empty();
    }
  }

  private void labelled(Optional<HasMetadata> before, Optional<HasMetadata> after) {
    if (!before.map(PolicyCaches::labels).equals(after.map(PolicyCaches::labels))) {
      changed(before, after);
    }
  }

  private void changed(Optional<HasMetadata> before, Optional<HasMetadata> after) {
    if (isStatusAlone(before, after)) {
      return;
    }
    if (!changes.offer(new Change(before, after))) {
      changes.clear();
      everything.set(true);
    }
  }

  private static boolean isStatusAlone(Optional<HasMetadata> before, Optional<HasMetadata> after) {
    return before.isPresent()
        && after.isPresent()
        && !(after.get() instanceof Namespace)
        && before.get().getMetadata().getUid().equals(after.get().getMetadata().getUid())
        && Objects.equals(
            before.get().getMetadata().getGeneration(), after.get().getMetadata().getGeneration());
  }

  private void concernAll() {
    for (var follower : followers) {
      follower.waves().add(follower.all().get().map(ResourceID::fromResource).toList());
    }
  }

  private void advance() {
    if (everything.getAndSet(false)) {
      concernAll();
    }
    for (var change = changes.poll(); change != null; change = changes.poll()) {
      concern(change);
    }
    followers.forEach(Follower::release);
  }

  private void concern(Change change) {
    for (var follower : followers) {
      follower
          .waves()
          .add(
              follower
                  .all()
                  .get()
                  .filter(object ->
                      concerns(change.before(), object) || concerns(change.after(), object))
                  .map(ResourceID::fromResource)
                  .toList());
    }
    change
        .before()
        .filter(gone -> change.after().isEmpty())
        .ifPresent(gone -> read.remove(gone.getMetadata().getUid()));
  }

  /** Whether a policy selects an object, or a namespace has it. */
  private boolean concerns(Optional<HasMetadata> changed, HasMetadata object) {
    var namespace = object.getMetadata().getNamespace();
    return switch (changed.orElse(null)) {
      case ClusterCompliancePolicy policy ->
          selects(attempt(policy, () -> StoredPolicy.of(policy)), object);
      case CompliancePolicy policy ->
          namespace.equals(policy.getMetadata().getNamespace())
              && selects(attempt(policy, () -> StoredPolicy.of(policy)), object);
      case Namespace changedNamespace -> namespace.equals(changedNamespace.getMetadata().getName());
      case null, default -> false;
    };
  }

  /** One that can't be read may select anything. */
  private boolean selects(Optional<StoredPolicy> policy, HasMetadata object) {
    return policy
        .map(stored ->
            Standing.isSelected(object, labels(object.getMetadata().getNamespace()), stored))
        .orElse(true);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    ofCluster.close();
    ofNamespaces.close();
    namespaces.close();
  }
}
