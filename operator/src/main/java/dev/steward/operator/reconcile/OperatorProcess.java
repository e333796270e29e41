package dev.steward.operator.reconcile;

import dev.steward.core.policy.PolicyInForce;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.arrival.ArrivalBook;
import dev.steward.operator.arrival.ArrivalLoop;
import dev.steward.operator.enforce.AdmissionKeeper;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.evidence.EvidenceBook;
import dev.steward.operator.evidence.EvidenceDesk;
import dev.steward.operator.load.RunningBook;
import dev.steward.operator.observe.Caches;
import dev.steward.operator.observe.PolicyCaches;
import dev.steward.operator.scale.LoadReports;
import dev.steward.operator.scale.ScaleSubresource;
import dev.steward.operator.scale.Scaler;
import dev.steward.operator.scale.ScalingLoop;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One operator: it stands by until it has the lease, then reconciles until it is closed.
 *
 * <p>A follower holds no caches; taking over costs it one list of each kind. Closing finishes the
 * reconciles in hand, then gives the lease back, so that the next leader need not wait for its end.
 * A leader that loses its lease while it isn't closing must not go on: {@code lost} is called, and
 * ends the process.
 */
public final class OperatorProcess implements AutoCloseable {

  /** Name of the lease in Steward's namespace. */
  public static final String LEASE = "steward-operator";

  private final OperatorMetrics metrics;
  private final Runnable lost;
  private final ServiceReconciler reconciler;
  private final ScalingLoop scaling;
  private final ArrivalLoop arrivals;
  private final TaskReconciler tasks;
  private final PolicyCaches policies;
  private final PolicyDesk desk;
  private final RotationDesk rotation;
  private final Sweeper sweeper;
  private final Credentials credentials;
  private final EvidenceDesk evidence;
  private final Operator operator;

  /** What was issued before must be made anew; while the caches fill, some of it already was. */
  private final Postponed otherAuthority =
      new Postponed(this::leads, () -> leading().ifPresent(Caches::wakeAll));

  /** What services say of recording; while the caches fill, some of them already do. */
  private final Postponed otherHealth;

  private final Leadership leadership;

  private OperatorProcess(
      OperatorSettings settings,
      KubernetesClient client,
      OperatorMetrics metrics,
      LoadReports reports,
      RunningBook running,
      InstantSource clock,
      Runnable lost) {
    this.metrics = metrics;
    this.lost = lost;
    var scaler = new Scaler(reports, new ScaleSubresource(client), clock);
    credentials = new Credentials(settings, client, this::leading, clock);
    policies = new PolicyCaches(client, settings.namespace(), settings.watched());
    var events = new EventWriter(client, settings.identity(), metrics);
    var book = new GovernedBook();
    rotation =
        new RotationDesk(
            this::leading,
            running::of,
            book,
            (gateway, announcement) -> events.write(gateway, announcement, clock.instant()),
            clock);
    metrics.policies(rotation::board, clock);
    var told = new ArrivalBook();
    reconciler =
        new ServiceReconciler(
            settings,
            client,
            credentials.issuing(),
            metrics,
            scaler,
            policies,
            told,
            rotation::board,
            events,
            book,
            this::auditHealth,
            clock);
    tasks = new TaskReconciler(settings.tasks(), client, metrics, policies, events, book, clock);
    desk =
        new PolicyDesk(
            client,
            metrics,
            policies,
            new AdmissionKeeper(
                client,
                settings.namespace(),
                (about, announcement) -> {
                  metrics.drift(about.getKind());
                  events.write(about, announcement, clock.instant());
                }),
            book,
            rotation::board,
            this::everything,
            clock);
    arrivals = new ArrivalLoop(this::leading, told, clock);
    scaling = new ScalingLoop(new CachedServices(this::leading), scaler);
    evidence =
        new EvidenceDesk(
            client,
            settings.namespace(),
            settings.identity(),
            settings.audit(),
            metrics.registry(),
            clock);
    otherHealth = new Postponed(this::leads, reconciler::auditChanged);
    evidence.onHealth(otherHealth::changed);
    metrics.certificatesEnd(
        () -> credentials.soonestEnd().map(end -> Duration.between(clock.instant(), end)));
    credentials.follow(otherAuthority::changed);
    sweeper = new Sweeper(client, reconciler::caches, this::retain, metrics);
    operator = Controllers.of(settings, client, reconciler, tasks);
    leadership = new Leadership(settings, client, new Reconciling());
    leadership.stand();
  }

  /**
   * Starts an operator with a client that it doesn't close.
   *
   * @param reports the load of services, which it scales by while it leads
   * @param running by which policies gateways say that they judge requests
   */
  public static OperatorProcess start(
      OperatorSettings settings,
      KubernetesClient client,
      OperatorMetrics metrics,
      LoadReports reports,
      RunningBook running,
      InstantSource clock,
      Runnable lost) {
    return new OperatorProcess(settings, client, metrics, reports, running, clock, lost);
  }

  /** A request waits at this service, whether this operator leads or not. */
  public void requestWaits(ServiceId service) {
    scaling.wake(service);
  }

  /**
   * Who goes on with what gateways say of their evidence logs, whether this operator leads or not.
   */
  public EvidenceBook.Listener evidence() {
    return evidence;
  }

  private AuditHealth auditHealth() {
    return evidence.health();
  }

  /**
   * What a gateway that has told what it runs isn't to judge requests by any more, by the uid of a
   * service; nothing while this operator doesn't lead.
   */
  public Map<String, Optional<PolicyInForce>> against(String gateway) {
    return rotation.against(gateway);
  }

  private Set<String> everything() {
    return Stream.concat(
            reconciler.caches().stream().flatMap(caches -> caches.uids().stream()),
            tasks.caches().stream().flatMap(caches -> caches.uids().stream()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private void retain(Set<String> services) {
    reconciler.retain(services);
    tasks.retain();
  }

  /** The CA as it is now, whether this operator leads or not; empty where cert-manager issues. */
  public Optional<Supplier<Succession>> authority() {
    return credentials.authority();
  }

  /** The caches, once they are filled. */
  private Optional<Caches> leading() {
    return leads() ? reconciler.caches() : Optional.empty();
  }

  private boolean leads() {
    return state() == Leadership.State.LEADING;
  }

  /** Where it stands. */
  public Leadership.State state() {
    return leadership.state();
  }

  /** All that runs while this operator leads, in the order in which its parts need each other. */
  private final class Reconciling implements Leadership.Duty {

    @Override
    public void begin() {
      credentials.require();
      // First: a gateway starts when it has its credentials, and should find the other Secret then.
      evidence.start();
      credentials.lead();
      policies.start();
      operator.start();
      policies.follow();
      sweeper.start();
      scaling.start();
      arrivals.start();
      desk.start();
      rotation.start();
      metrics.leads();
    }

    @Override
    public void begun() {
      otherAuthority.tell();
      otherHealth.tell();
    }

    @Override
    public void follow() {
      metrics.follows();
    }

    @Override
    public void lost() {
      lost.run();
    }

    @Override
    public void end() {
      scaling.close();
      arrivals.close();
      desk.close();
      rotation.close();
      sweeper.close();
      credentials.close();
      evidence.close();
      operator.stop();
      policies.close();
      reconciler.caches().ifPresent(Caches::close);
    }
  }

  @Override
  public void close() {
    leadership.close();
  }
}
