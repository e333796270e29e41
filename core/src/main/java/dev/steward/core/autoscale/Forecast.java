package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** From what was seen of a service to what its load asks for: the {@link Demand}. */
final class Forecast {

  /** Part of a replica's target that a lasting load fills at most; the rest is room for chance. */
  static final double UTILISATION = 0.7;

  /** So many standard deviations of a load of independent requests are room enough for it. */
  private static final double ROOM = 2;

  /** The same for the load of the last seconds, which has had some of its chance already. */
  private static final double ROOM_OF_A_SURGE = 1;

  /** The load has changed where the panic window differs by so many standard deviations, */
  private static final double CHANGED = 3;

  /** or the last second by so many: it is looked at more often. */
  private static final double CHANGED_SUDDENLY = 4;

  /**
   * Who waits when a new replica is ready is to be taken within this time, or in the time of one
   * request's work where that is longer: nobody can be faster.
   */
  private static final double CATCH_UP_SECONDS = 0.5;

  /** A trend is looked for in so many times of a start, at least in {@link #SHORTEST_TREND}. */
  private static final int STARTS_OF_A_TREND = 2;

  private static final Duration SHORTEST_TREND = Duration.ofSeconds(15);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AutoscaleSettings settings;
  private final AutoscalerState state;
  private final Capacity capacity;
  private final Instant now;

  private Forecast(
      AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {
    this.settings = settings;
    this.state = state;
    this.capacity = capacity;
    this.now = now;
  }

  /** What the load asks for. */
  static Demand of(
      AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {
    return new Forecast(settings, state, capacity, now).demand();
  }

  /** The present load. */
  private record Level(double load, Duration window) {}

  private Demand demand() {
    if (settings.metric() == ScalingMetric.QUEUE_DEPTH) {
      return queue();
    }
    var level = level();
    var startUp = state.expectedStartUp();
    var rise = rise(level.load(), startUp);
    var waiting = waitingAtReadiness(level.load(), rise, startUp);
    return new Demand(
        settings.metric(),
        level.load(),
        level.window(),
        rise,
        Math.max(0, room(level) - rise),
        waiting,
        catchUp(waiting),
        startUp,
        settings.target());
  }

  /** Those that wait are all there is to know; a few more or fewer of them is no trend. */
  private Demand queue() {
    var window = settings.panicWindow();
    var waiting = mean(window, LoadSample::waiting);
    return new Demand(
        settings.metric(), waiting, window, 0, 0, 0, 0, state.expectedStartUp(), settings.target());
  }

  /** The load of the shortest window that differs from the longest by more than chance. */
  private Level level() {
    var stable = load(settings.stableWindow());
    var panic = load(settings.panicWindow());
    var sudden = load(SECOND);
    if (sudden > panic && sudden - stable > CHANGED_SUDDENLY * chance(stable, SECOND)) {
      return new Level(sudden, SECOND);
    }
    return Math.abs(panic - stable) > CHANGED * chance(stable, settings.panicWindow())
        ? new Level(panic, settings.panicWindow())
        : new Level(stable, settings.stableWindow());
  }

  /**
   * The standard deviation of a load's average over a window, for requests that come independently
   * (Poisson). Requests of a second or more are in several seconds, so that longer ones average out
   * more slowly.
   */
  private double chance(double load, Duration window) {
    return Math.sqrt(load * Math.min(1, correlated() / window.toSeconds()));
  }

  private double correlated() {
    return settings.metric() == ScalingMetric.CONCURRENCY ? Math.max(1, 2 * perRequest()) : 1;
  }

  /** Room for chance: two deviations, where that is less than what the utilisation leaves. */
  private double room(Level level) {
    var deviations = level.window().equals(settings.stableWindow()) ? ROOM : ROOM_OF_A_SURGE;
    return Math.min(
        level.load() / UTILISATION - level.load(), deviations * Math.sqrt(level.load()));
  }

  /** The load over a window: what there would be if nobody had to wait. */
  private double load(Duration window) {
    var arrived = mean(window, LoadSample::arrived);
    return settings.metric() == ScalingMetric.REQUEST_RATE
        ? arrived
        : concurrency(
            arrived,
            mean(window, sample -> ServiceTime.inWork(sample, settings)),
            mean(window, LoadSample::inFlight));
  }

  /**
   * Of those in flight, those that would be if nobody waited: arrivals times the work of each, at
   * least those in work and at most all. Who waits is counted as waiting; counting them as load too
   * would ask for a replica for each few seconds of waiting.
   */
  private double concurrency(double arrived, double inWork, double inFlight) {
    var seconds = state.serviceSeconds();
    return seconds.isEmpty()
        ? inFlight
        : Math.min(Math.max(arrived * seconds.getAsDouble(), inWork), inFlight);
  }

  /** How much the load will rise in the time of a start, at most to twice its level. */
  private double rise(double level, Duration startUp) {
    var longest = startUp.multipliedBy(STARTS_OF_A_TREND);
    var span = longest.compareTo(SHORTEST_TREND) < 0 ? SHORTEST_TREND : longest;
    var samples = state.load().last(shorter(span, settings.stableWindow()));
    if (samples.size() < Trend.FEWEST) {
      return 0;
    }
    var loads = samples.stream().mapToDouble(this::load).toArray();
    var trend = Trend.through(loads, correlated());
    return trend.rises() ? Math.min(level, trend.slope() * startUp.toSeconds()) : 0;
  }

  private double load(LoadSample sample) {
    return settings.metric() == ScalingMetric.REQUEST_RATE
        ? sample.arrived()
        : concurrency(sample.arrived(), ServiceTime.inWork(sample, settings), sample.inFlight());
  }

  /**
   * How many will wait when a replica asked for now is ready: second by second those who come, less
   * those whom the replicas can answer that are ready by then.
   */
  private double waitingAtReadiness(double level, double rise, Duration startUp) {
    var latest = state.load().latest(now);
    if (perRequest() == 0 || latest.isEmpty()) {
      return 0;
    }
    var answeredByOne = settings.target() / perRequest();
    var waiting = latest.get().inFlight() - ServiceTime.inWork(latest.get(), settings);
    for (var second = 1; second <= startUp.toSeconds(); second++) {
      var arriving = (level + rise * second / startUp.toSeconds()) / perRequest();
      var answered = (capacity.ready() + startedBy(second, startUp)) * answeredByOne;
      waiting = Math.max(0, waiting + arriving - answered);
    }
    return waiting;
  }

  private double catchUp(double waiting) {
    return waiting
        * perRequest()
        / Math.max(CATCH_UP_SECONDS, state.serviceSeconds().orElse(CATCH_UP_SECONDS));
  }

  private long startedBy(int second, Duration startUp) {
    var asked = now.plusSeconds(second).minus(startUp);
    return capacity.starting().stream().filter(created -> !created.isAfter(asked)).count();
  }

  /** What one request takes of a replica's target for a second; 0 where that isn't known yet. */
  private double perRequest() {
    return settings.metric() == ScalingMetric.REQUEST_RATE ? 1 : state.serviceSeconds().orElse(0);
  }

  private double mean(Duration window, ToDoubleFunction<LoadSample> amount) {
    List<LoadSample> samples = state.load().last(window);
    return samples.stream().mapToDouble(amount).average().orElse(0);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
