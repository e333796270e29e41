package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.operator.arrival.ArrivalBook;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.decide.Decider;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.observe.Caches;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.Observer;
import dev.steward.operator.observe.PolicyCaches;
import dev.steward.operator.observe.PortClaims;
import dev.steward.operator.observe.Turns;
import dev.steward.operator.plan.DeviceApi;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.reconcile.Applier.Applied;
import dev.steward.operator.reconcile.Applier.Marking;
import dev.steward.operator.reconcile.MarkBudget.Telling;
import dev.steward.operator.reconcile.OperatorMetrics.Outcome;
import dev.steward.operator.rotation.Board;
import dev.steward.operator.scale.Scaler;
import dev.steward.operator.status.Reporter;
import dev.steward.operator.status.Urgency;
import dev.steward.operator.trust.CertificateResource;
import dev.steward.operator.trust.Issuing;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service at a time: observe, decide, apply, tell. */
final class ServiceReconciler implements Reconciler<ModelService> {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceReconciler.class);

  private final OperatorSettings settings;
  private final Optional<DeviceApi> devices;
  private final Decider decider;
  private final Issuing issuing;
  private final Applier applier;
  private final StrayAddresses strays;
  private final PodWriter podWriter;
  private final StatusWriter<ModelService, ModelServiceStatus> statuses;
  private final EventWriter events;
  private final OperatorMetrics metrics;
  private final MarkBudget marks = new MarkBudget();
  private final PortClaims ports = new PortClaims();
  private final Turns turns = new Turns();
  private final Scaler scaler;
  private final PolicyCaches policies;
  private final ArrivalBook arrivals;
  private final Supplier<Optional<Board>> rotation;
  private final GovernedBook book;
  private final Supplier<AuditHealth> audit;
  private final SimpleInboundEventSource<ModelService> wave =
      new SimpleInboundEventSource<>("policies");
  private final InstantSource clock;
  private final AtomicReference<Optional<Caches>> caches = new AtomicReference<>(Optional.empty());

  ServiceReconciler(
      OperatorSettings settings,
      KubernetesClient client,
      Issuing issuing,
      OperatorMetrics metrics,
      Scaler scaler,
      PolicyCaches policies,
      ArrivalBook arrivals,
      Supplier<Optional<Board>> rotation,
      EventWriter events,
      GovernedBook book,
      Supplier<AuditHealth> audit,
      InstantSource clock) {
    this.policies = policies;
    this.audit = audit;
    this.arrivals = arrivals;
    this.rotation = rotation;
    this.issuing = issuing;
    this.settings = settings;
    this.devices =
        DeviceApi.preferred().stream().filter(api -> client.supports(api.template())).findFirst();
    this.decider =
        new Decider(
            new PlanSettings(
                    settings.namespace(),
                    settings.runtimeImage(),
                    switch (settings.scope()) {
                      case CLUSTER -> PlanSettings.Nodes.VISIBLE;
                      case NAMESPACE -> PlanSettings.Nodes.HIDDEN;
                    },
                    devices)
                .withCudaImage(settings.cudaImage())
                .with(settings.tracing()));
    this.applier = new Applier(client, metrics, marks, issuing::complete);
    this.strays = new StrayAddresses(client, metrics);
    this.podWriter = new PodWriter(client, metrics);
    this.statuses = new StatusWriter<>(client, metrics, ModelService::new);
    this.events = events;
    this.book = book;
    this.metrics = metrics;
    this.scaler = scaler;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelService>> prepareEventSources(
      EventSourceContext<ModelService> context) {
    var prepared =
        new Caches(
            context,
            settings.namespace(),
            settings.scope(),
            devices,
            settings.certManager().isPresent() ? CertificateResource.class : Secret.class);
    caches.set(Optional.of(prepared));
    policies.follow(() -> prepared.services().stream(), wave);
    return Stream.concat(prepared.eventSources().stream(), Stream.of(wave)).toList();
  }

  /** The informers, once the SDK has asked for them. */
  Optional<Caches> caches() {
    return caches.get();
  }

  @Override
  public UpdateControl<ModelService> reconcile(ModelService cached, Context<ModelService> context) {
    var sample = metrics.start();
    var outcome = Outcome.failed;
    try {
      var service = statuses.latest(cached);
      var observed =
          new Observer(
                  caches.get().orElseThrow(),
                  policies,
                  ports,
                  turns,
                  scaler::decisions,
                  arrivals::of,
                  rotation,
                  clock)
              .observe(service);
      var decision = decider.decide(observed);
      var done = apply(decision, observed, context);
      var report = Reporter.report(observed, decision, done.refusals(), audit.get());
      var applied = done.with(write(service, report.status(), observed.now()));
      book.note(service.getMetadata().getUid(), Governed.of(observed.ruling(), written(observed)));
      tell(service, applied.drifts(), observed.now());
      tell(service, removeStrays(observed), observed.now());
      report.events().forEach(event -> announce(service, event, observed.now()));
      outcome = Outcome.done;
      var control = UpdateControl.<ModelService>noUpdate();
      return Stream.of(
              report.lookAgain(),
              issuing.renewal(observed.owned()),
              applied.marking() == Marking.POSTPONED
                  ? Optional.of(
                      marks.pause(observed.now(), ThreadLocalRandom.current().nextDouble()))
                  : Optional.<Duration>empty())
          .flatMap(Optional::stream)
          .min(Duration::compareTo)
          .map(control::rescheduleAfter)
          .orElse(control);
    } finally {
      metrics.end(sample, outcome);
    }
  }

  /** What says no more than which policies there are waits with annotations that say it, too. */
  private Marking write(ModelService service, ModelServiceStatus status, Instant now) {
    if (Urgency.of(status, service.getStatus()) == Urgency.LATER
        && marks.spend(Telling.STATUS, now) == MarkBudget.Verdict.EXHAUSTED) {
      return Marking.POSTPONED;
    }
    statuses.write(service, status);
    return Marking.WRITTEN;
  }

  private void announce(ModelService service, Announcement event, Instant now) {
    LOG.info(
        "{}/{}: {}: {}",
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        event.reason(),
        event.message());
    events.write(service, event, now);
  }

  private static Optional<PolicyDigest> written(Observed observed) {
    return observed
        .servingConfig()
        .flatMap(config -> Optional.ofNullable(config.getSpec().policy()))
        .map(policy -> new PolicyDigest(policy.digest()));
  }

  private void tell(ModelService service, List<Drift> drifts, Instant now) {
    if (!drifts.isEmpty()) {
      drifts.forEach(drift -> metrics.drift(drift.kind()));
      announce(service, Drift.announcement(drifts), now);
    }
  }

  private Applied apply(Decision decision, Observed observed, Context<ModelService> context) {
    return switch (decision) {
      case Decision.Planned(var read, var plan) -> {
        var applied =
            applier.apply(issuing.asked(plan.objects()), observed.owned(), context, observed.now());
        if (applied.refusals().isEmpty()) {
          podWriter.apply(read.service().namespace(), plan.podActions());
          yield applied.with(markPods(observed, plan));
        }
        yield applied;
      }
      case Decision.Forbidden forbidden -> renew(observed, context);
      case Decision.InvalidSpec invalid -> renew(observed, context);
      case Decision.PortsExhausted exhausted -> renew(observed, context);
    };
  }

  private List<Drift> removeStrays(Observed observed) {
    var service = observed.service();
    return strays.remove(
        caches.get().orElseThrow().addedSlices(service), observed.owned(), service);
  }

  private Applied renew(Observed observed, Context<ModelService> context) {
    applier.renew(observed.owned(), context.getPrimaryResource().getMetadata());
    return Applied.NOTHING;
  }

  /** By patches: annotations in the pod template would restart the model. */
  private Marking markPods(Observed observed, Plan plan) {
    var namespace = observed.service().getMetadata().getNamespace();
    for (var pod : caches.get().orElseThrow().markedPods(observed.service())) {
      var wanted = plan.podMarks(pod.revision());
      if (!pod.marks().equals(wanted)) {
        if (marks.spend(Telling.ANNOTATION, observed.now()) == MarkBudget.Verdict.EXHAUSTED) {
          return Marking.POSTPONED;
        }
        podWriter.mark(namespace, pod, wanted);
      }
    }
    return Marking.WRITTEN;
  }

  /** Logged here, once; the SDK tries again after a growing pause. */
  @Override
  public ErrorStatusUpdateControl<ModelService> updateErrorStatus(
      ModelService service, Context<ModelService> context, Exception e) {
    LOG.warn(
        "{}/{} is tried again: {}",
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        e.toString(),
        e instanceof io.fabric8.kubernetes.client.KubernetesClientException ? null : e);
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  /** It stands otherwise with the gateways' recording: services that policies govern say so. */
  void auditChanged() {
    caches
        .get()
        .ifPresent(known ->
            known.services().stream()
                .filter(
                    service -> service.getStatus() != null && service.getStatus().policy() != null)
                .map(ResourceID::fromResource)
                .forEach(wave::propagateEvent));
  }

  /** Frees what was kept of services that are gone. */
  void retain(Set<String> uids) {
    ports.retain(uids);
    statuses.retain(uids);
    applier.retain(uids);
  }
}
