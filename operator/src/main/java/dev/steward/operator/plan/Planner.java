package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.ModelUri;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.size.Sizing;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.policy.Marks;
import dev.steward.operator.policy.Restraint;
import dev.steward.operator.policy.Terms;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a {@link Plan} of a service and of what there is of it. */
public final class Planner {

  /**
   * In which every gateway that works learns of a change. One that needs longer sends to pods that
   * are about to end: they answer for a while, and then the request waits.
   */
  public static final Duration SPREAD = Duration.ofSeconds(2);

  private final PlanSettings settings;

  public Planner(PlanSettings settings) {
    this.settings = settings;
  }

  /**
   * What a plan depends on besides the service itself.
   *
   * @param port the port that stands for the service at the gateways
   * @param hostnames the names it gets at the shared front port
   * @param revisions the stored revisions
   * @param deployments the Deployments of its revisions
   * @param groups what there is of its groups
   * @param states how the pods of each revision are
   * @param pools how the pods of revisions with several pools are in each
   * @param routes who gets the requests now
   * @param gateways the gateways' pods
   * @param vacated since when no request is led to any pod, as it is stored
   * @param facts what the status says of a model
   * @param attempts the pods that read, or have read, a model's facts
   * @param nodes the cluster's nodes, as far as they may be seen and something depends on them
   * @param terms on what terms it is served
   * @param now the time
   */
  public record Present(
      GatewayPort port,
      List<String> hostnames,
      Collection<ControllerRevision> revisions,
      Collection<Deployment> deployments,
      SeenGroups groups,
      Collection<RevisionState> states,
      Collection<PoolState> pools,
      Collection<Rollout.Route> routes,
      Collection<GatewayEndpoint> gateways,
      Optional<Instant> vacated,
      Optional<Inspection.StoredFacts> facts,
      List<InspectionAttempt> attempts,
      Optional<List<NodeFacts>> nodes,
      Terms terms,
      Instant now) {

    RolloutPlanner.Vacancy vacancy() {
      return vacated.filter(since -> !now.isBefore(since.plus(SPREAD))).isPresent()
          ? RolloutPlanner.Vacancy.KNOWN
          : RolloutPlanner.Vacancy.RECENT;
    }
  }

  /**
   * The plan of a service of which nothing exists yet, without a cluster: what {@code steward plan}
   * prints and {@code steward run} serves by. The port is the one that the service would get in an
   * empty cluster.
   */
  public static Checked<Plan> plan(ModelService service, PlanSettings settings) {
    return plan(service, settings, Optional.empty(), Optional.empty());
  }

  /**
   * The same where facts were read from the model's file.
   *
   * @param facts of the model; empty: an inspection pod would have to read them
   * @param nodes the cluster it is planned for
   */
  public static Checked<Plan> plan(
      ModelService service,
      PlanSettings settings,
      Optional<ModelFacts> facts,
      Optional<List<NodeFacts>> nodes) {
    return switch (ServiceSettings.of(service)) {
      case Checked.Invalid<ServiceSettings>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<ServiceSettings>(var read) ->
          Checked.valid(
              new Planner(settings)
                  .plan(
                      read,
                      new Present(
                          GatewayPort.allocate(read.service().uid(), Set.of()),
                          read.hostname().map(List::of).orElse(List.of()),
                          List.of(),
                          List.of(),
                          SeenGroups.NONE,
                          List.of(),
                          List.of(),
                          List.of(),
                          List.of(),
                          Optional.empty(),
                          facts.map(known -> stored(read, settings, known)),
                          List.of(),
                          nodes,
                          Terms.FREE,
                          // Of what doesn't exist nothing depends on the time.
                          Instant.EPOCH)));
    };
  }

  private static Inspection.StoredFacts stored(
      ServiceSettings service, PlanSettings settings, ModelFacts facts) {
    var nothing = RevisionHistory.of(List.of(), List.of());
    var image = new Planner(settings).inspector(service, nothing, RevisionName.of(service));
    return new Inspection.StoredFacts(InspectionKey.of(service.runtime(), image), facts);
  }

  /** The plan of a service, given what there is of it. */
  public Plan plan(ServiceSettings asked, Present present) {
    var history =
        RevisionHistory.of(
            present.revisions(),
            Stream.concat(present.deployments().stream(), present.groups().sets().stream())
                .toList());
    var refusal = Sizes.refusal(asked, settings);
    var kept = history.sizeOf(RevisionName.of(asked)).filter(size -> asked.isAutomatic());
    var keptName = RevisionName.of(kept.map(asked::fixedAs).orElse(asked));
    var image = inspector(asked, history, keptName);
    var restraint = present.terms().restraint();
    var inspection =
        refusal.isPresent() || restraint != Restraint.NONE
            ? new Inspection.Unneeded()
            : inspection(asked, history, keptName, image, present);
    var sizing =
        asked.isAutomatic() && refusal.isEmpty()
            ? sizing(asked, kept, keptName, inspection.known(), present)
            : Optional.<Sizing>empty();
    var sized =
        sizing.orElse(null) instanceof Sizing.Sized found
            ? asked.fixedAs(new FixedSize(RevisionName.of(asked), found))
            : asked;
    var name = RevisionName.of(sized);
    var service = sized.atMost(most(restraint, name, present.states()));
    var shaping =
        mayBeMade(restraint, name, history, present.states())
            ? history.isMade(name)
                ? new Shaping.Done(Optional.empty())
                : shaping(service, refusal, sizing, inspection.known())
            : new Shaping.Awaiting();
    var current = current(service, history, shaping);
    var rollout = rollout(service, present, history, name, current);
    var serving = new ServingPlanner(service, present, history, current).plan(rollout);
    var groups = groups(service, present, history, current, rollout);
    var pools = pools(present, history, current, rollout);
    var objects =
        new ArrayList<>(
            new ServiceObjects(service, settings)
                .list(
                    current,
                    history,
                    rollout,
                    groups,
                    pools,
                    present.groups().sets(),
                    serving,
                    vacated(rollout, present),
                    present.gateways()));
    inspection
        .pod()
        .ifPresent(pod ->
            objects.add(
                InspectionPod.of(
                    asked,
                    new OwnedMetadata(service.service()),
                    image,
                    InspectionKey.of(service.runtime(), image),
                    pod)));
    mark(objects, present.terms().marks(), history, current);
    return new Plan(
        service,
        objects,
        serving,
        service.runtime(),
        name,
        current,
        rollout,
        inspection,
        sizing,
        shaping.obstacle(),
        groups,
        pools,
        restraint,
        asked.replicas(),
        current.flatMap(made -> GpuRuntime.unused(service, settings, made)),
        podMarks(present, history, current));
  }

  /** Writes on every object what it bears of policies; of a revision's with its model's digest. */
  private static void mark(
      List<HasMetadata> objects,
      Map<String, String> marks,
      RevisionHistory history,
      Optional<Revision> current) {
    if (marks.isEmpty()) {
      return;
    }
    for (var object : objects) {
      var revision =
          Optional.ofNullable(object.getMetadata().getLabels().get(Names.REVISION))
              .flatMap(history::find)
              .or(() -> current);
      Marks.put(object, Marks.with(marks, revision.flatMap(Revision::modelDigest)));
    }
  }

  private static Map<String, Map<String, String>> podMarks(
      Present present, RevisionHistory history, Optional<Revision> current) {
    var marks = new TreeMap<String, Map<String, String>>();
    for (var state : present.states()) {
      var revision = history.find(state.name()).or(() -> current);
      marks.put(
          state.name(),
          present.terms().marks().isEmpty()
              ? Map.of()
              : Marks.with(present.terms().marks(), revision.flatMap(Revision::modelDigest)));
    }
    return marks;
  }

  /** How many replicas the revision asked for may have. */
  private static int most(Restraint restraint, String name, Collection<RevisionState> states) {
    return switch (restraint) {
      case NONE -> Integer.MAX_VALUE;
      case HELD -> isStaffed(name, states) ? state(name, states).replicas() : replicas(states);
      case STOPPED, UNBEGUN -> 0;
    };
  }

  /**
   * Whether the revision asked for may have pods: in quarantine only one that is there already, and
   * not beside another that serves in its place.
   */
  private static boolean mayBeMade(
      Restraint restraint, String name, RevisionHistory history, Collection<RevisionState> states) {
    return restraint == Restraint.NONE
        || (history.isMade(name) && (isStaffed(name, states) || replicas(states) == 0));
  }

  private static boolean isStaffed(String name, Collection<RevisionState> states) {
    return state(name, states).replicas() > 0;
  }

  private static int replicas(Collection<RevisionState> states) {
    return states.stream().mapToInt(RevisionState::replicas).sum();
  }

  /**
   * The image that reads the facts. Layers must be those that the pods find, so it is theirs; where
   * an engine of the service's own may stand, it is Steward's, which that engine's image doesn't
   * have to be, unless the model lies in it.
   */
  private String inspector(ServiceSettings asked, RevisionHistory history, String name) {
    var theirs =
        history
            .imageOf(name)
            .or(asked::image)
            .or(() -> GpuRuntime.image(asked, settings))
            .orElse(settings.runtimeImage());
    return asked.isAutomatic()
            && asked.image().isPresent()
            && !(asked.runtime().uri() instanceof ModelUri.LocalFile)
        ? settings.runtimeImage()
        : theirs;
  }

  /**
   * What is left open: as it was fixed when the revision was made; found anew where there is none
   * yet, or where no pod of it has a place.
   */
  private static Optional<Sizing> sizing(
      ServiceSettings asked,
      Optional<FixedSize> kept,
      String keptName,
      Optional<ModelFacts> facts,
      Present present) {
    var before = kept.<Sizing>map(FixedSize::sized);
    if (before.isPresent() && !isStranded(state(keptName, present.states()))) {
      return before;
    }
    var now = facts.flatMap(known -> Sizes.of(asked, known, present.nodes()));
    return now.filter(Sizing.Sized.class::isInstance).or(() -> before).or(() -> now);
  }

  /** Whether it has pods, and none of them a node. */
  private static boolean isStranded(RevisionState state) {
    return !state.starvedOf().isEmpty() && state.holds().isEmpty() && state.ready() == 0;
  }

  private static Shaping shaping(
      ServiceSettings service,
      Optional<Violation> refusal,
      Optional<Sizing> sizing,
      Optional<ModelFacts> facts) {
    if (refusal.isPresent()) {
      return new Shaping.Impossible(refusal.get());
    }
    if (sizing.orElse(null) instanceof Sizing.Impossible(var cause, var reason, var lines)) {
      return new Shaping.Impossible(reason);
    }
    return service.isAutomatic() ? new Shaping.Awaiting() : Shaping.of(service, facts);
  }

  private static Inspection inspection(
      ServiceSettings service,
      RevisionHistory history,
      String revision,
      String image,
      Present present) {
    if (!service.needsFacts()) {
      return new Inspection.Unneeded();
    }
    var found =
        Inspection.of(
            InspectionKey.of(service.runtime(), image),
            present.facts(),
            present.attempts(),
            present.now());
    // Facts are needed to make a revision, and not any more afterwards.
    return history.isMade(revision) && !(found instanceof Inspection.Stored)
        ? new Inspection.Unneeded()
        : found;
  }

  private static Rollout rollout(
      ServiceSettings service,
      Present present,
      RevisionHistory history,
      String name,
      Optional<Revision> current) {
    var others =
        present.states().stream()
            .filter(state -> !state.name().equals(name))
            // A revision whose template is lost can't be kept as it is.
            .filter(state -> history.find(state.name()).isPresent())
            .toList();
    return current.isPresent()
        ? RolloutPlanner.plan(
            state(name, present.states()),
            service.replicas(),
            others,
            present.routes(),
            present.vacancy())
        : RolloutPlanner.keep(service.replicas(), others, present.routes(), present.vacancy());
  }

  private Optional<Revision> current(
      ServiceSettings service, RevisionHistory history, Shaping shaping) {
    return switch (shaping) {
      case Shaping.Done(var shape) -> Optional.of(history.current(service, settings, shape));
      case Shaping.Awaiting awaiting -> Optional.empty();
      case Shaping.Impossible impossible -> Optional.empty();
    };
  }

  private static Map<String, List<GroupDecision>> groups(
      ServiceSettings service,
      Present present,
      RevisionHistory history,
      Optional<Revision> current,
      Rollout rollout) {
    var planner = new GroupPlanner(service.service(), present.groups(), present.now());
    var groups = new TreeMap<String, List<GroupDecision>>();
    rollout
        .replicas()
        .forEach((name, replicas) ->
            history
                .find(name)
                .or(() -> current)
                .flatMap(Revision::shape)
                .ifPresent(shape -> groups.put(name, planner.plan(name, shape, replicas))));
    return groups;
  }

  private static Map<String, List<PoolPlan>> pools(
      Present present, RevisionHistory history, Optional<Revision> current, Rollout rollout) {
    var pools = new TreeMap<String, List<PoolPlan>>();
    rollout
        .replicas()
        .forEach((name, replicas) -> {
          var tiers = history.find(name).or(() -> current).map(Revision::tiers).orElse(List.of());
          if (!tiers.isEmpty()) {
            var states =
                present.pools().stream().filter(pool -> pool.revision().equals(name)).toList();
            pools.put(name, new PoolPlanner(states, present.now()).plan(tiers, replicas));
          }
        });
    return pools;
  }

  /** Kept for as long as no request is led to a pod, so that a stale view starts no second wait. */
  private static Optional<Instant> vacated(Rollout rollout, Present present) {
    if (!rollout.routes().isEmpty()) {
      return Optional.empty();
    }
    return rollout.phase() instanceof Rollout.Phase.Vacating
        ? present.vacated().or(() -> Optional.of(present.now()))
        : present.vacated();
  }

  private static RevisionState state(String revision, Collection<RevisionState> states) {
    return states.stream()
        .filter(state -> state.name().equals(revision))
        .findFirst()
        .orElseGet(() -> new RevisionState(revision, 0, 0, Liveness.DEAD, Set.of(), Set.of()));
  }
}
