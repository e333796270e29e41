package dev.steward.operator.status;

import dev.steward.operator.condition.Verdict;
import dev.steward.operator.plan.ScalingSettings;
import dev.steward.operator.scale.OtherOwner;
import java.util.Optional;

/** Steward's own autoscaler says how many pods there are; absent where it isn't asked to. */
final class ScalingActiveCondition {

  static final String TYPE = "ScalingActive";

  private ScalingActiveCondition() {}

  static Optional<Verdict> of(Situation situation) {
    return switch (situation.settings().scaling()) {
      case ScalingSettings.Builtin builtin ->
          Optional.of(of(OtherOwner.of(situation.observed().service()), situation.one()));
      case ScalingSettings.External external -> Optional.empty();
      case ScalingSettings.Fixed fixed -> Optional.empty();
    };
  }

  private static Verdict of(Optional<OtherOwner> other, String one) {
    return other
        .map(owner ->
            verdict(
                Verdict.Truth.FALSE,
                Reason.TwoOwners,
                "spec.scaling.mode: Builtin means that Steward writes spec.scaling.replicas, and %s did; use mode: External, or remove the other autoscaler."
                    .formatted(owner.manager())))
        .orElseGet(() ->
            verdict(
                Verdict.Truth.TRUE,
                Reason.FollowsLoad,
                "The number of %ss follows the load.".formatted(one)));
  }

  private static Verdict verdict(Verdict.Truth truth, Reason reason, String message) {
    return new Verdict(TYPE, truth, reason.name(), message);
  }

  /** Why the condition is as it is; docs/reference/conditions.md is made from this list. */
  enum Reason {
    FollowsLoad(
        "Steward's own autoscaler says how many pods there are.",
        "Nothing; `status.scaling.decisions` has what it did lately."),
    TwoOwners(
        "Another autoscaler writes `spec.scaling.replicas` too. Steward leaves the number alone for"
            + " ten minutes at a time, unless requests wait at zero.",
        "Say `spec.scaling.mode: External`, or remove the HorizontalPodAutoscaler or ScaledObject"
            + " that names the service.");

    private final String meaning;
    private final String remedy;

    Reason(String meaning, String remedy) {
      this.meaning = meaning;
      this.remedy = remedy;
    }

    /** What it means, in a sentence or two of Markdown. */
    String meaning() {
      return meaning;
    }

    /** What to do, in a sentence or two of Markdown. */
    String remedy() {
      return remedy;
    }
  }
}
