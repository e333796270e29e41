package dev.steward.operator.decide;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.core.check.Checked;
import dev.steward.core.policy.Obligations;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServingConfig;
import dev.steward.operator.observe.InspectionPodFacts;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.Inspection;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.Rollout;
import dev.steward.operator.plan.SeenGroups;
import dev.steward.operator.plan.ServiceSettings;
import dev.steward.operator.policy.Restraint;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what is to be done about a service, from what was observed of it and nothing else. */
public final class Decider {

  private final Planner planner;

  public Decider(PlanSettings settings) {
    this.planner = new Planner(settings);
  }

  /** The decision. */
  public Decision decide(Observed observed) {
    if (observed.ruling().restraint() == Restraint.UNBEGUN) {
      return new Decision.Forbidden();
    }
    return switch (ServiceSettings.of(observed.service())) {
      case Checked.Invalid<ServiceSettings>(var violation) -> new Decision.InvalidSpec(violation);
      case Checked.Valid<ServiceSettings>(var settings) ->
          observed
              .port()
              .map(port -> plan(settings, port, observed))
              .<Decision>map(plan -> new Decision.Planned(plan.service(), plan))
              .orElseGet(Decision.PortsExhausted::new);
    };
  }

  private Plan plan(ServiceSettings settings, GatewayPort port, Observed observed) {
    var deployments = observed.owned(Deployment.class);
    var sets = observed.owned(StatefulSet.class);
    var hostname =
        observed.hostnameHolder().isPresent() ? Optional.<String>empty() : settings.hostname();
    return planner.plan(
        settings,
        new Planner.Present(
            port,
            hostname.map(List::of).orElse(List.of()),
            observed.owned(ControllerRevision.class),
            deployments,
            new SeenGroups(sets, observed.members(), observed.turns()),
            Stream.concat(
                    PodStates.of(deployments, observed.pods()),
                    GroupStates.of(sets, observed.pods()))
                .toList(),
            PoolStates.of(deployments, observed.pods()),
            routes(observed),
            observed.gateways(),
            vacated(observed),
            facts(observed),
            observed.inspections().stream().map(InspectionPodFacts::attempt).toList(),
            observed.nodes(),
            observed.ruling().terms(observed.service(), told(observed)),
            observed.now()));
  }

  private static Optional<Inspection.StoredFacts> facts(Observed observed) {
    return Optional.ofNullable(observed.service().getStatus())
        .map(ModelServiceStatus::model)
        .map(ModelServiceStatus.ServedModel::facts)
        .flatMap(stored ->
            stored.facts().map(facts -> new Inspection.StoredFacts(stored.inspected(), facts)));
  }

  private static Optional<Obligations> told(Observed observed) {
    return observed
        .servingConfig()
        .flatMap(config ->
            config.toCore() instanceof Checked.Valid<ServingConfig>(var stored)
                ? stored.obligations()
                : Optional.empty());
  }

  private static List<Rollout.Route> routes(Observed observed) {
    return observed
        .servingConfig()
        .flatMap(config -> Optional.ofNullable(config.getSpec().revisions()))
        .map(revisions ->
            revisions.stream()
                .map(revision -> new Rollout.Route(revision.name(), revision.weight()))
                .toList())
        .orElse(List.of());
  }

  private static Optional<Instant> vacated(Observed observed) {
    return observed
        .servingConfig()
        .flatMap(config -> Optional.ofNullable(config.getMetadata().getAnnotations()))
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.VACATED)))
        .flatMap(Decider::instant);
  }

  /** What somebody else wrote there is overwritten. */
  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  static boolean mayAnswer(PodFacts pod) {
    return pod.state() == State.READY || (pod.state() == State.RUNNING && pod.trouble().isEmpty());
  }

  static Set<String> union(List<Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }
}
