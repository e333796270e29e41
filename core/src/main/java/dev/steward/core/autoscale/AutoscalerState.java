package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the autoscaler remembers of one service: some hundred small records at most. Immutable; a
 * new leader begins with {@link #EMPTY} and lowers nothing before it has watched for a stable
 * window.
 */
public final class AutoscalerState {

  /** Nothing seen yet. */
  public static final AutoscalerState EMPTY =
      new AutoscalerState(
          LoadHistory.EMPTY,
          StartUpTimes.NONE,
          OptionalDouble.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  private final LoadHistory load;
  private final StartUpTimes startUp;
  private final OptionalDouble serviceSeconds;
  private final List<Need> needs;
  private final Optional<Raise> raise;
  private final Optional<Instant> lowered;

  private AutoscalerState(
      LoadHistory load,
      StartUpTimes startUp,
      OptionalDouble serviceSeconds,
      List<Need> needs,
      Optional<Raise> raise,
      Optional<Instant> lowered) {
    this.load = load;
    this.startUp = startUp;
    this.serviceSeconds = serviceSeconds;
    this.needs = needs;
    this.raise = raise;
    this.lowered = lowered;
  }

  /**
   * A climb of the number of replicas.
   *
   * @param since when it began
   * @param from replicas at that time
   */
  record Raise(Instant since, int from) {}

  /**
   * With one more second's load. A sample of a second that was there already takes its place; one
   * may come early, before its second is over, when a request waits.
   */
  public AutoscalerState observe(LoadSample sample) {
    return new AutoscalerState(load.with(sample), startUp, serviceSeconds, needs, raise, lowered);
  }

  /** How long a replica is expected to take from being asked for to its first answer. */
  public Duration expectedStartUp() {
    return startUp.expected();
  }

  LoadHistory load() {
    return load;
  }

  /** Seconds of work that a request is for a replica; empty before enough were finished. */
  OptionalDouble serviceSeconds() {
    return serviceSeconds;
  }

  List<Need> needs() {
    return needs;
  }

  Optional<Raise> raise() {
    return raise;
  }

  Optional<Instant> lowered() {
    return lowered;
  }

  AutoscalerState learning(Capacity capacity, AutoscaleSettings settings) {
    return new AutoscalerState(
        load,
        startUp.with(capacity.replicas()),
        ServiceTime.of(load.last(settings.stableWindow()), settings, serviceSeconds),
        needs,
        raise,
        lowered);
  }

  AutoscalerState needing(Need need, Instant now) {
    return new AutoscalerState(
        load, startUp, serviceSeconds, Need.with(needs, need, now), raise, lowered);
  }

  AutoscalerState scaled(int from, int to, Duration panicWindow, Instant now) {
    if (to < from) {
      return new AutoscalerState(
          load, startUp, serviceSeconds, needs, Optional.empty(), Optional.of(now));
    }
    if (to == from
        || raise.filter(climb -> now.isBefore(climb.since().plus(panicWindow))).isPresent()) {
      return this;
    }
    return new AutoscalerState(
        load, startUp, serviceSeconds, needs, Optional.of(new Raise(now, from)), lowered);
  }
}
