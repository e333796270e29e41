package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Seconds in the life of a service, told one after another; its replicas start in a given time. */
final class Story {

  static final Instant BEGIN = Instant.parse("2026-07-06T00:00:00Z");

  private final AutoscaleSettings settings;
  private final Duration startUp;
  private AutoscalerState state = AutoscalerState.EMPTY;
  private final List<Instant> created = new ArrayList<>();
  private final List<Scaling> decisions = new ArrayList<>();
  private Instant now = BEGIN;

  Story(AutoscaleSettings settings, int replicas, Duration startUp) {
    this.settings = settings;
    this.startUp = startUp;
    for (var made = 0; made < replicas; made++) {
      created.add(BEGIN.minusSeconds(3600));
    }
  }

  /** Seconds in which nobody has to wait: requests of one second each. */
  Story load(int seconds, double inFlight) {
    for (var second = 0; second < seconds; second++) {
      second(inFlight, 0, inFlight, inFlight);
    }
    return this;
  }

  /** One second, its report and the decision after it. */
  Scaling second(double inFlight, double waiting, double arrived, double finished) {
    state =
        state.observe(
            new LoadSample(now, inFlight, waiting, arrived, finished, capacity().ready()));
    now = now.plusSeconds(1);
    return decide();
  }

  /** Time goes by without a report, then the autoscaler is asked. */
  Scaling silence(int seconds) {
    now = now.plusSeconds(seconds);
    return decide();
  }

  /** Another leader takes over: it remembers nothing. */
  Story newLeader() {
    state = AutoscalerState.EMPTY;
    return this;
  }

  private Scaling decide() {
    var decision = Autoscaler.decide(settings, state, capacity(), now);
    state = decision.next();
    while (created.size() < decision.desired()) {
      created.add(now);
    }
    while (created.size() > decision.desired()) {
      created.removeLast();
    }
    decisions.add(decision);
    return decision;
  }

  private Capacity capacity() {
    return new Capacity(
        created.size(),
        created.stream()
            .map(at -> new Replica(at, Optional.of(at.plus(startUp)).filter(t -> !t.isAfter(now))))
            .toList());
  }

  AutoscalerState state() {
    return state;
  }

  int replicas() {
    return created.size();
  }

  Scaling last() {
    return decisions.getLast();
  }

  List<Scaling> decisions() {
    return List.copyOf(decisions);
  }

  /** How often the number of replicas was changed. */
  long changes() {
    return decisions.stream().filter(Scaling::changes).count();
  }
}
