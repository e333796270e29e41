package dev.steward.operator.reconcile;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.api.v1alpha1.PolicyStatus;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.enforce.AdmissionKeeper;
import dev.steward.operator.enforce.Enforcing;
import dev.steward.operator.enforce.PolicyCount;
import dev.steward.operator.observe.PolicyCaches;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.rotation.Board;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each policy how far it is in force, every {@link #PERIOD}: whether the API server has what
 * it enforces by, whom it selects, and who of them the gateways were told of. A status that hasn't
 * changed isn't written.
 *
 * <p>It begins when every service and task has been looked at once, or after {@link #PATIENCE}: a
 * policy isn't said to select nothing because the operator has just begun.
 */
final class PolicyDesk implements AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(PolicyDesk.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final PolicyCaches policies;
  private final AdmissionKeeper keeper;
  private final GovernedBook book;
  private final Supplier<Optional<Board>> rotation;
  private final Supplier<Set<String>> everything;
  private final InstantSource clock;
  private final StatusWriter<ClusterCompliancePolicy, PolicyStatus> ofCluster;
  private final StatusWriter<CompliancePolicy, PolicyStatus> ofNamespaces;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policy-desk").daemon().factory());
  private Instant begun = Instant.MAX;
  private Instant looked = Instant.EPOCH;

  /**
   * A desk that isn't at work yet.
   *
   * @param rotation how far what was written has got
   * @param everything the uids of all services and tasks
   */
  PolicyDesk(
      KubernetesClient client,
      OperatorMetrics metrics,
      PolicyCaches policies,
      AdmissionKeeper keeper,
      GovernedBook book,
      Supplier<Optional<Board>> rotation,
      Supplier<Set<String>> everything,
      InstantSource clock) {
    this.client = client;
    this.policies = policies;
    this.keeper = keeper;
    this.book = book;
    this.rotation = rotation;
    this.everything = everything;
    this.clock = clock;
    ofCluster = new StatusWriter<>(client, metrics, ClusterCompliancePolicy::new);
    ofNamespaces = new StatusWriter<>(client, metrics, CompliancePolicy::new);
  }

  void start() {
    begun = clock.instant();
    var _ =
        timer.scheduleWithFixedDelay(
            this::guarded, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void guarded() {
    try {
      tell();
    } catch (RuntimeException e) {
      LOG.warn("policies are told again in {}: {}", PERIOD, e.toString());
    }
  }

  private void tell() {
    var now = clock.instant();
    if (!now.isBefore(looked.plus(LOOK))) {
      looked = now;
      keeper.look();
    }
    var enforcing = keeper.keep(now);
    var uids = everything.get();
    book.retain(uids);
    var found = book.all();
    if (!found.keySet().containsAll(uids) && now.isBefore(begun.plus(PATIENCE))) {
      return;
    }
    for (var policy : policies.policies()) {
      try {
        tell(policy, enforcing, found, now);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
          throw e;
        }
        // An operator of one namespace may see policies that aren't its to tell about.
      }
    }
  }

  private void tell(
      HasMetadata policy, Enforcing enforcing, Map<String, Governed> found, Instant now) {
    switch (policy) {
      case ClusterCompliancePolicy stored ->
          write(
              ofCluster,
              stored,
              new PolicyCount(
                  new PolicySource.OfCluster(name(stored)),
                  Enforcing.Scope.CLUSTER,
                  level(stored.getSpec().enforcement())),
              enforcing,
              found,
              now);
      case CompliancePolicy stored ->
          write(
              ofNamespaces,
              stored,
              new PolicyCount(
                  new PolicySource.OfNamespace(stored.getMetadata().getNamespace(), name(stored)),
                  Enforcing.Scope.NAMESPACE,
                  level(stored.getSpec().enforcement())),
              enforcing,
              found,
              now);
      default -> {}
    }
  }

  private <P extends CustomResource<?, PolicyStatus>> void write(
      StatusWriter<P, PolicyStatus> writer,
      P cached,
      PolicyCount count,
      Enforcing enforcing,
      Map<String, Governed> found,
      Instant now) {
    // The cache's own object isn't to be changed.
    var policy = writer.latest(client.getKubernetesSerialization().clone(cached));
    writer.write(
        policy,
        count.status(
            policy.getStatus(),
            enforcing,
            found,
            rotation.get(),
            requireNonNullElse(policy.getMetadata().getGeneration(), 0L),
            now));
  }

  private static String name(HasMetadata object) {
    return Objects.requireNonNull(object.getMetadata().getName());
  }

  private static Enforcement level(PolicyDemands.Enforcement stored) {
    return switch (stored) {
      case Deny -> Enforcement.DENY;
      case Warn -> Enforcement.WARN;
      case Audit -> Enforcement.AUDIT;
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    keeper.close();
  }
}
