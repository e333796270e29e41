package dev.steward.operator.status;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.InspectedModel;
import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.api.v1alpha1.ModelServiceStatus.Endpoints;
import dev.steward.api.v1alpha1.ModelServiceStatus.ServedModel;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelTask;
import dev.steward.core.policy.Obligations;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Announcement.Severity;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.Inspection;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.RevisionHistory;
import dev.steward.operator.plan.Rollout;
import dev.steward.operator.policy.PolicyAnnouncements;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.policy.PolicyRunning;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a service's owner what is, after the decision was applied. */
public final class Reporter {

  /** What isn't watched, such as someone else's Service or a quota, is looked at this often. */
  private static final Duration UNWATCHED = Duration.ofSeconds(10);

  private static final Duration NODES = Duration.ofSeconds(30);

  private final Observed observed;
  private final AuditHealth audit;
  private final ModelServiceStatus previous;

  private Reporter(Observed observed, AuditHealth audit) {
    this.observed = observed;
    this.audit = audit;
    this.previous = requireNonNullElse(observed.service().getStatus(), NOTHING);
  }

  private static final ModelServiceStatus NOTHING =
      new ModelServiceStatus(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /**
   * The report.
   *
   * @param refusals what of the decision couldn't be applied
   * @param audit how it stands with the gateways' recording
   */
  public static Report report(
      Observed observed, Decision decision, List<Refusal> refusals, AuditHealth audit) {
    var reporter = new Reporter(observed, audit);
    return switch (decision) {
      case Decision.InvalidSpec(var violation) ->
          reporter.unplanned(new Finding(Reason.InvalidSpec, violation.message()));
      case Decision.Forbidden forbidden ->
          reporter.unplanned(
              new Finding(Reason.PolicyViolated, PolicyConditions.why(observed.ruling())));
      case Decision.PortsExhausted exhausted ->
          reporter.unplanned(
              new Finding(
                  Reason.PortsExhausted,
                  "All ports of the gateways are taken; remove services that aren't needed."));
      case Decision.Planned(var settings, var plan) ->
          reporter.planned(new Situation(observed, settings, plan, refusals));
    };
  }

  /** Nothing was touched, so all but the conditions is as it was. */
  private Report unplanned(Finding finding) {
    var status =
        new ModelServiceStatus(
            generation(),
            conditions(finding, Optional.empty(), Optional.empty()),
            previous.url(),
            previous.endpoints(),
            previous.replicas(),
            previous.readyReplicas(),
            previous.ready(),
            previous.selector(),
            previous.revision(),
            null,
            previous.model(),
            previous.scaling(),
            previous.groups(),
            previous.pools(),
            PolicyConditions.status(observed.ruling()));
    return new Report(status, announcements(finding), Optional.of(UNWATCHED));
  }

  /** As clients of gRPC are given it: without a scheme, with its port. */
  private static String grpc(ServiceId service) {
    return "%s.%s.svc:80".formatted(service.name(), service.namespace());
  }

  private Report planned(Situation situation) {
    var finding = Diagnosis.of(situation);
    var service = situation.settings().service();
    var url = "http://" + service.name() + "." + service.namespace() + ".svc";
    var serving = situation.plan().serving();
    var pods =
        observed.pods().stream()
            .filter(pod -> pod.state() != State.LEAVING)
            .filter(PodFacts::isLeader)
            .count();
    var status =
        new ModelServiceStatus(
            generation(),
            conditions(finding, situation.oldServing(), ScalingActiveCondition.of(situation)),
            url,
            new Endpoints(
                url + "/v2/models/" + serving.model(),
                openAi(situation.settings().runtime().task()) ? url + "/v1" : null,
                serving.protocols().contains(Protocol.GRPC) ? grpc(service) : null),
            Math.toIntExact(pods),
            situation.ready(),
            situation.ready() + "/" + situation.wanted(),
            selector(situation),
            situation.revision(),
            ModelArrival.of(situation).map(ModelArrival::status).orElse(null),
            model(situation),
            ScalingStatus.of(previous.scaling(), situation),
            GroupStatuses.of(situation),
            PoolStatuses.of(situation),
            PolicyConditions.status(observed.ruling()));
    return new Report(
        status,
        announcements(finding),
        Stream.of(
                lookAgain(situation, finding),
                situation.plan().lookAgain(),
                PoolStatuses.lookAgain(situation),
                observed.ruling().lookAgain())
            .flatMap(Optional::stream)
            .min(Duration::compareTo));
  }

  /** Whether a service of that task has more of OpenAI's API than the list of models. */
  private static boolean openAi(ModelTask task) {
    return switch (task) {
      case EMBEDDING, GENERATION -> true;
      case TENSOR, CLASSIFICATION, TOKEN_CLASSIFICATION, IMAGE_TEXT -> false;
    };
  }

  /** The pods that stand for a replica each. */
  private static String selector(Situation situation) {
    var all = Names.OURS + "," + Names.SERVICE + "=" + situation.settings().service().name();
    return situation.currentGroups().isPresent() ? all + "," + GroupNames.INDEX + "=0" : all;
  }

  private @Nullable ServedModel model(Situation situation) {
    var served = servedModel(situation);
    var facts = facts(situation);
    var lines = situation.plan().arithmetic();
    var sizing = lines.isEmpty() ? null : lines;
    if (served == null) {
      return facts == null && sizing == null
          ? null
          : new ServedModel(null, null, null, null, facts, sizing);
    }
    return new ServedModel(
        served.name(), served.uri(), served.digest(), served.revision(), facts, sizing);
  }

  private static @Nullable InspectedModel facts(Situation situation) {
    var digest = situation.settings().runtime().digest();
    return switch (situation.plan().inspection()) {
      case Inspection.Stored(var key, var facts) -> InspectedModel.of(key, digest, facts);
      case Inspection.Found(var key, var facts, var number) ->
          InspectedModel.of(key, digest, facts);
      case Inspection.Unneeded unneeded -> null;
      case Inspection.Reading reading -> null;
      case Inspection.Paused paused -> null;
    };
  }

  /** The model that most requests reach, while any pod of its revision answers. */
  private @Nullable ServedModel servedModel(Situation situation) {
    var routes = situation.plan().rollout().routes();
    if (routes.isEmpty()) {
      return null;
    }
    var route = routes.getFirst().revision();
    var answers =
        observed.pods().stream()
            .anyMatch(pod -> pod.revision().equals(route) && pod.state() == State.READY);
    if (!answers) {
      return null;
    }
    var current = situation.plan().current();
    var revision =
        route.equals(situation.revision())
            ? current
            : RevisionHistory.of(observed.owned(ControllerRevision.class), List.of()).find(route);
    return revision
        .flatMap(found -> found.runtimeConfig())
        .map(config ->
            new ServedModel(
                config.model(),
                config.uri().text(),
                config.digest().map(Digest::text).orElse(null),
                route,
                null,
                null))
        .orElse(null);
  }

  private List<Condition> conditions(
      Finding finding, Optional<String> old, Optional<Verdict> scaling) {
    var stored = requireNonNullElse(previous.conditions(), List.<Condition>of());
    return Stream.of(
            Stream.of(
                ReadyCondition.of(finding),
                ReconcilingCondition.of(finding, old),
                StalledCondition.of(finding)),
            scaling.stream(),
            PolicyConditions.of(observed.ruling()).stream(),
            PolicyRunning.of(observed.ruling(), observed.reach(), stored).stream(),
            auditHealthy().stream())
        .flatMap(Function.identity())
        .map(verdict -> verdict.stored(stored, generation(), observed.now()))
        .toList();
  }

  /** Of services whose requests must leave records. */
  private Optional<Verdict> auditHealthy() {
    return Obligations.of(observed.ruling().standing().effective())
        .flatMap(Obligations::audit)
        .map(_ -> audit.verdict());
  }

  private List<Announcement> announcements(Finding finding) {
    var before = requireNonNullElse(previous.conditions(), List.<Condition>of());
    return Stream.concat(
            announcement(finding).stream(),
            PolicyAnnouncements.of(before, PolicyConditions.of(observed.ruling())).stream())
        .toList();
  }

  /** A change of the reason is worth an event; a change of a message's numbers isn't. */
  private Optional<Announcement> announcement(Finding finding) {
    var before =
        requireNonNullElse(previous.conditions(), List.<Condition>of()).stream()
            .filter(condition -> ReadyCondition.TYPE.equals(condition.getType()))
            .map(Condition::getReason)
            .findFirst();
    if (before.filter(reason -> reason.equals(finding.reason().name())).isPresent()
        // Their own conditions tell these.
        || finding.reason() == Reason.PolicyViolated
        || finding.reason() == Reason.Quarantined) {
      return Optional.empty();
    }
    return Optional.of(
        new Announcement(
            switch (finding.reason()) {
              case Unschedulable,
                  VolumeUnbound,
                  DownloadFailed,
                  NoGateway,
                  GatewaysBarred,
                  AwaitingCapacity,
                  GroupNotPlaced,
                  GroupRestarting ->
                  Severity.Warning;
              default ->
                  finding.reason().kind() == Reason.Kind.STALLED
                      ? Severity.Warning
                      : Severity.Normal;
            },
            finding.reason().name(),
            finding.message()));
  }

  private static Optional<Duration> lookAgain(Situation situation, Finding finding) {
    if (situation.plan().rollout().phase() instanceof Rollout.Phase.Vacating || situation.isNew()) {
      return Optional.of(Planner.SPREAD.dividedBy(2));
    }
    if (situation.plan().inspection()
        instanceof Inspection.Paused(var key, var number, var until)) {
      return Optional.of(Duration.between(situation.observed().now(), until));
    }
    return switch (finding.reason()) {
      case Clearing -> Optional.of(Duration.ofSeconds(1));
      case NameInUse, HostnameInUse, ObjectRefused, ImageVolumesUnavailable ->
          Optional.of(UNWATCHED);
      // No change of a node wakes a service; the message must not tell of what was.
      case Unschedulable, AwaitingCapacity, GroupNotPlaced -> Optional.of(NODES);
      default -> Optional.empty();
    };
  }

  private long generation() {
    return Objects.requireNonNullElse(observed.service().getMetadata().getGeneration(), 0L);
  }
}
