package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;

/** How many replicas a service should have: the package's comment tells how. */
public final class Autoscaler {

  /** In one panic window the number of replicas grows at most by this factor, */
  static final int FASTEST_GROWTH = 10;

  /** or to so many, where that is more. */
  static final int ALWAYS_ALLOWED = 20;

  /** Of the time that a start takes: how long a need is remembered. */
  static final int HOLD = 2;

  private Autoscaler() {}

  /**
   * Decides. To be asked every second or less often, and at once when a request waits.
   *
   * @param settings the service's
   * @param state what was observed, and {@link Scaling#next} of the last decision
   * @param capacity what there is
   */
  public static Scaling decide(
      AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {
    var known = state.learning(capacity, settings, now);
    if (known.load().latest(now).isEmpty()) {
      return new Bounds(settings, known, capacity, now)
          .apply(
              new Choice(
                  capacity.desired(),
                  ScalingReason.BLIND,
                  "no report of the load for %s or more"
                      .formatted(Words.span(LoadHistory.LONGEST_GAP))));
    }
    var demand = Forecast.of(settings, known, capacity, now);
    var hold = hold(settings, known);
    var next = known.needing(new Need(now, demand.replicas()), now.minus(hold));
    var choice =
        new Choice(demand.replicas(), reason(demand, settings, capacity), demand.sentence());
    return new Bounds(settings, next, capacity, now)
        .apply(steadied(settings, choice, next, capacity, hold, now));
  }

  private static Choice steadied(
      AutoscaleSettings settings,
      Choice choice,
      AutoscalerState state,
      Capacity capacity,
      Duration hold,
      Instant now) {
    if (choice.replicas() >= capacity.desired()) {
      return choice;
    }
    if (!state.load().covers(settings.stableWindow(), now)) {
      return new Choice(
          capacity.desired(),
          ScalingReason.WATCHING,
          "watching for less than %s; %s"
              .formatted(Words.span(settings.stableWindow()), choice.numbers()));
    }
    var recent = Math.min(Need.largest(state.needs(), now.minus(hold)), capacity.desired());
    return recent > choice.replicas()
        ? new Choice(
            recent,
            ScalingReason.STEADYING,
            "%d were needed in the last %s; %s"
                .formatted(recent, Words.span(hold), choice.numbers()))
        : choice;
  }

  /**
   * How long a need is remembered. A replica that could be missed in the time that it takes to
   * start another isn't stopped.
   */
  private static Duration hold(AutoscaleSettings settings, AutoscalerState state) {
    var hold = Duration.ofSeconds(HOLD * state.expectedStartUp().toSeconds());
    if (hold.compareTo(settings.panicWindow()) < 0) {
      return settings.panicWindow();
    }
    return hold.compareTo(settings.stableWindow()) > 0 ? settings.stableWindow() : hold;
  }

  private static ScalingReason reason(
      Demand demand, AutoscaleSettings settings, Capacity capacity) {
    if (capacity.desired() == 0 && demand.replicas() > 0) {
      return ScalingReason.WOKEN;
    }
    if (demand.catchUp() > 0) {
      return ScalingReason.BACKLOG;
    }
    if (demand.rise() > 0) {
      return ScalingReason.RISE;
    }
    return demand.window().equals(settings.panicWindow())
        ? ScalingReason.SURGE
        : ScalingReason.LOAD;
  }
}
