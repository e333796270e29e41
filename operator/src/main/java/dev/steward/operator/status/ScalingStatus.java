package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus.Decision;
import dev.steward.api.v1alpha1.ModelServiceStatus.Scaling;
import dev.steward.operator.observe.ScalingDecision;
import dev.steward.operator.plan.ScalingSettings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells what the autoscaler did: the last five changes, whichever leader made them. */
final class ScalingStatus {
  private static final int SHOWN = 5;
  private static final int LONGEST_MESSAGE = 512;

  private ScalingStatus() {}

  static @Nullable Scaling of(@Nullable Scaling previous, Situation situation) {
    return switch (situation.settings().scaling()) {
      case ScalingSettings.Builtin(var replicas, var autoscale) ->
          new Scaling(replicas, decisions(previous, situation.observed().decisions()));
      case ScalingSettings.External external -> null;
      case ScalingSettings.Fixed fixed -> null;
    };
  }

  private static @Nullable List<Decision> decisions(
      @Nullable Scaling previous, List<ScalingDecision> newer) {
    var stored =
        previous == null || previous.decisions() == null
            ? Stream.<Decision>empty()
            : previous.decisions().stream();
    var all =
        Stream.concat(newer.stream().map(ScalingStatus::written), stored)
            .distinct()
            // Times are written in UTC with the same digits, so their order is that of the text.
            .sorted(Comparator.comparing(Decision::at).reversed())
            .limit(SHOWN)
            .toList();
    return all.isEmpty() ? null : all;
  }

  private static Decision written(ScalingDecision decision) {
    var message = decision.message();
    return new Decision(
        decision.at().toString(),
        decision.from(),
        decision.to(),
        decision.reason(),
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE));
  }
}
