package dev.steward.core.autoscale;

import java.time.Instant;

/** How many replicas a service should have: the package's comment tells how. */
public final class Autoscaler {

  /** Those who are to catch up start within one, and have as long again to do so. */
  private static final int STARTS_TO_CATCH_UP = 2;

  private Autoscaler() {}

  /**
   * Decides. To be asked every second or less often, and at once when a request waits.
   *
   * @param settings the service's
   * @param state {@link Scaling#next} of the last decision, with what was observed since
   * @param capacity what there is
   */
  public static Scaling decide(
      AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {
    var known = state.learning(capacity, settings);
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
    var proven = new Need(now.plus(settings.stableWindow()), demand.proven());
    var catchingUp =
        new Need(
            now.plus(known.expectedStartUp().multipliedBy(STARTS_TO_CATCH_UP)),
            demand.catchingUp());
    var next = known.needing(proven, now).needing(catchingUp, now);
    var choice = choice(demand, settings, capacity);
    return new Bounds(settings, next, capacity, now)
        .apply(steadied(choice, settings, next, capacity, now));
  }

  /**
   * Not below what the load took within the last stable window, nor what it takes to catch up until
   * that is done; and not at all before a stable window was seen. Load that came once in a minute
   * often comes again, and a replica is stopped faster than started.
   */
  private static Choice steadied(
      Choice choice,
      AutoscaleSettings settings,
      AutoscalerState state,
      Capacity capacity,
      Instant now) {
    if (choice.replicas() >= capacity.desired()) {
      return choice;
    }
    var window = Words.span(settings.stableWindow());
    if (!state.load().covers(settings.stableWindow(), now)) {
      return choice.atLeast(
          capacity.desired(), ScalingReason.WATCHING, "watching for less than " + window);
    }
    var needed = Need.largest(state.needs(), now);
    return choice.atLeast(
        Math.min(needed, capacity.desired()),
        ScalingReason.STEADYING,
        "%d needed a short time ago".formatted(needed));
  }

  private static Choice choice(Demand demand, AutoscaleSettings settings, Capacity capacity) {
    return capacity.desired() == 0 && demand.replicas() > 0
        ? new Choice(
            demand.replicas(),
            ScalingReason.WOKEN,
            "a request waits and there is no replica; " + demand.sentence())
        : new Choice(demand.replicas(), reason(demand, settings), demand.sentence());
  }

  private static ScalingReason reason(Demand demand, AutoscaleSettings settings) {
    if (demand.catchUp() > 0) {
      return ScalingReason.BACKLOG;
    }
    if (demand.rise() > 0) {
      return ScalingReason.RISE;
    }
    return demand.window().equals(settings.stableWindow())
        ? ScalingReason.LOAD
        : ScalingReason.SURGE;
  }
}
