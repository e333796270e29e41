package dev.steward.core.autoscale;

import java.time.Instant;

/** The bounds around what the load asks for: pace, the last replica, minimum, schedule, maximum. */
record Bounds(AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {

  /** In one panic window the number of replicas grows at most by this factor, */
  private static final int FASTEST_GROWTH = 10;

  /** or to so many, where that is more. */
  private static final int ALWAYS_ALLOWED = 20;

  /** The decision: the load's choice within the bounds. */
  Scaling apply(Choice wanted) {
    var choice = maximum(minimum(last(pace(wanted))));
    var from = capacity.desired();
    return new Scaling(
        state.scaled(from, choice.replicas(), settings.panicWindow(), now),
        from,
        choice.replicas(),
        choice.reason(),
        choice.numbers());
  }

  /** No more than ten times as many in a panic window; no less than half as many. */
  private Choice pace(Choice choice) {
    var current = capacity.desired();
    var window = Words.span(settings.panicWindow());
    if (choice.replicas() > current) {
      var base =
          state
              .raise()
              .filter(climb -> now.isBefore(climb.since().plus(settings.panicWindow())))
              .map(AutoscalerState.Raise::from)
              .orElse(current);
      var most = Math.max(ALWAYS_ALLOWED, FASTEST_GROWTH * base);
      return choice.atMost(
          most, ScalingReason.PACE, "at most %d within %s".formatted(most, window));
    }
    var justLowered =
        state.lowered().filter(at -> now.isBefore(at.plus(settings.panicWindow()))).isPresent();
    var fewest = justLowered ? current : current / 2;
    return choice.atLeast(
        fewest, ScalingReason.PACE, "at most half of them stopped every " + window);
  }

  /** The last replica stays until nobody has asked for long enough. */
  private Choice last(Choice choice) {
    if (choice.replicas() > 0 || capacity.desired() == 0) {
      return choice;
    }
    var quiet = state.load().quiet(now);
    var after = settings.scaleToZeroAfter();
    return quiet.compareTo(after) >= 0
        ? new Choice(0, ScalingReason.QUIET, "no request for " + Words.span(after))
        : choice.atLeast(
            1,
            ScalingReason.LAST,
            "no request for %ds, the last replica is stopped after %s"
                .formatted(quiet.toSeconds(), Words.span(after)));
  }

  /** The schedule looks ahead by a start, so that replicas are ready when it says. */
  private Choice minimum(Choice choice) {
    var soon = now.plus(state.expectedStartUp());
    var scheduled =
        Math.max(
            ScheduledMinimum.at(settings.schedule(), now),
            ScheduledMinimum.at(settings.schedule(), soon));
    return choice
        .atLeast(settings.min(), ScalingReason.MINIMUM, "spec.scaling.min " + settings.min())
        .atLeast(scheduled, ScalingReason.SCHEDULE, "scheduled minimum " + scheduled);
  }

  private Choice maximum(Choice choice) {
    return choice.atMost(
        settings.max(), ScalingReason.MAXIMUM, "spec.scaling.max " + settings.max());
  }
}
