package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelFacts;
import dev.steward.operator.observe.InspectionPodFacts;
import dev.steward.operator.observe.PodTrouble;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ModelFactsJson;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is told while the facts of a model are missing. */
final class InspectionFinding {

  private InspectionFinding() {}

  /**
   * A try is under way. Of its own it tells what keeps it; else, if it isn't the first one, the
   * last failure goes on being told: it is what its owner must know, and with each try the
   * condition would change twice.
   */
  static Finding reading(Situation situation, String key, int number) {
    return pod(situation, key, number)
        .flatMap(pod -> trouble(pod, situation))
        .or(() -> number > 1 ? before(situation) : Optional.empty())
        .orElseGet(() ->
            new Finding(
                Reason.Inspecting,
                "Pod %s reads the facts of %s, by which the service's pods are planned."
                    .formatted(
                        Names.inspection(situation.settings().service().name(), key, number),
                        situation.settings().runtime().uri().text())));
  }

  /** The last try failed. */
  static Finding of(Situation situation, String key, int number) {
    return pod(situation, key, number)
        .flatMap(pod -> trouble(pod, situation))
        .map(finding -> finding.with("It is tried again."))
        .orElseGet(() -> reading(situation, key, number));
  }

  private static Optional<InspectionPodFacts> pod(Situation situation, String key, int number) {
    return situation.observed().inspections().stream()
        .filter(pod -> pod.attempt().key().equals(key) && pod.attempt().number() == number)
        .findFirst();
  }

  private static Optional<Finding> trouble(InspectionPodFacts pod, Situation situation) {
    return pod.pod().trouble().orElse(null)
                instanceof PodTrouble.Ended(var reason, var exitCode, var output)
            && exitCode == 0
        ? unreadable(pod, output)
        // It asks for no GPUs, whatever the service's pods are to have.
        : PodFinding.of(
            pod.pod(),
            new Situation(
                situation.observed(),
                situation.settings().onCpus(),
                situation.plan(),
                situation.refusals()));
  }

  private static Optional<Finding> unreadable(InspectionPodFacts pod, String output) {
    return switch (ModelFactsJson.read(output)) {
      case Checked.Valid<ModelFacts> valid -> Optional.empty();
      case Checked.Invalid<ModelFacts>(var violation) ->
          Optional.of(
              new Finding(
                  Reason.RuntimeMisconfigured,
                  "spec.runtime.image: pod %s, run with the argument inspect, left no facts of the model (%s); use a runtime of this version of Steward."
                      .formatted(pod.pod().name(), violation.problem())));
    };
  }

  private static Optional<Finding> before(Situation situation) {
    return Optional.ofNullable(situation.observed().service().getStatus())
        .map(ModelServiceStatus::conditions)
        .orElse(List.of())
        .stream()
        .filter(condition -> ReadyCondition.TYPE.equals(condition.getType()))
        .filter(condition -> !Reason.Inspecting.name().equals(condition.getReason()))
        .findFirst()
        .flatMap(InspectionFinding::told);
  }

  private static Optional<Finding> told(Condition condition) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.kind() != Reason.Kind.READY)
        .filter(reason -> reason.name().equals(condition.getReason()))
        .findFirst()
        .map(reason -> new Finding(reason, condition.getMessage()));
  }
}
