package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** From what was seen of a service to what its load asks for: the {@link Demand}. */
final class Forecast {

  /** Part of a replica's target that a lasting load fills; the rest is room for chance. */
  static final double UTILISATION = 0.7;

  /** So many standard deviations of a load of independent requests are room enough. */
  static final double DEVIATIONS = 2;

  /** The last seconds count alone where they differ by more than this part of the headroom. */
  static final double CHANGE = 0.5;

  /** A slope is believed where it exceeds its standard error so many times. */
  static final double CERTAIN = 3;

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

  /** What the load asks for. The state has at least one recent sample. */
  static Demand of(
      AutoscaleSettings settings, AutoscalerState state, Capacity capacity, Instant now) {
    return new Forecast(settings, state, capacity, now).demand();
  }

  /** The room for chance that a load needs: see the package's comment. */
  static double headroom(double level) {
    return Math.min(level / UTILISATION - level, DEVIATIONS * Math.sqrt(level));
  }

  private Demand demand() {
    var stable = level(settings.stableWindow());
    var panic = level(settings.panicWindow());
    var changed = Math.abs(panic - stable) > CHANGE * headroom(stable);
    var window = changed ? settings.panicWindow() : settings.stableWindow();
    var level = changed ? panic : stable;
    var startUp = state.expectedStartUp();
    var rise = rise(level, startUp);
    var waiting = waitingAtReadiness(level + rise, startUp);
    return new Demand(
        settings.metric(),
        level,
        window,
        rise,
        settings.metric() == ScalingMetric.QUEUE_DEPTH ? 0 : headroom(level + rise),
        waiting,
        waiting * perRequest() / settings.panicWindow().toSeconds(),
        startUp,
        settings.target());
  }

  /** The load over a window: what there would be if nobody had to wait. */
  private double level(Duration window) {
    var samples = state.load().within(window, now);
    return switch (settings.metric()) {
      case REQUEST_RATE -> mean(samples, LoadSample::arrived);
      case QUEUE_DEPTH -> mean(samples, LoadSample::waiting);
      case CONCURRENCY ->
          concurrency(
              mean(samples, LoadSample::arrived),
              mean(samples, sample -> ServiceTime.inWork(sample, settings)),
              mean(samples, LoadSample::inFlight));
    };
  }

  /**
   * Of those in flight, those that would be if nobody waited: arrivals times the work of each, at
   * least those in work and at most all. Who waits is counted as backlog; counting them as load too
   * would ask for a replica for each few seconds of waiting.
   */
  private double concurrency(double arrived, double inWork, double inFlight) {
    var seconds = state.serviceSeconds();
    return seconds.isEmpty()
        ? inFlight
        : Math.min(Math.max(arrived * seconds.getAsDouble(), inWork), inFlight);
  }

  /** Least squares over the seconds; nothing unless the line rises by more than chance explains. */
  private double rise(double level, Duration startUp) {
    var span =
        Duration.ofSeconds(
            Math.min(Math.max(2 * startUp.toSeconds(), 15), settings.stableWindow().toSeconds()));
    var samples = state.load().within(span, now);
    if (samples.size() < 8 || settings.metric() == ScalingMetric.QUEUE_DEPTH) {
      return 0;
    }
    var n = samples.size();
    var loads = samples.stream().mapToDouble(this::load).toArray();
    var meanX = (n - 1) / 2.0;
    var meanY = java.util.Arrays.stream(loads).average().orElse(0);
    double sxy = 0;
    double sxx = 0;
    for (var i = 0; i < n; i++) {
      sxy += (i - meanX) * (loads[i] - meanY);
      sxx += (i - meanX) * (i - meanX);
    }
    var slope = sxy / sxx;
    double residual = 0;
    for (var i = 0; i < n; i++) {
      var e = loads[i] - meanY - slope * (i - meanX);
      residual += e * e;
    }
    var s = perRequest();
    var correlation = Math.max(1, 2 * s);
    var error = Math.sqrt(residual / (n - 2) / sxx * correlation);
    if (slope <= CERTAIN * error) {
      return 0;
    }
    return Math.min(level, slope * startUp.toSeconds());
  }

  private double load(LoadSample sample) {
    return settings.metric() == ScalingMetric.REQUEST_RATE
        ? sample.arrived()
        : concurrency(sample.arrived(), ServiceTime.inWork(sample, settings), sample.inFlight());
  }

  /** How many will wait when a replica asked for now is ready, given those that start already. */
  private double waitingAtReadiness(double level, Duration startUp) {
    var latest = state.load().latest(now);
    if (settings.metric() == ScalingMetric.QUEUE_DEPTH || perRequest() == 0 || latest.isEmpty()) {
      return 0;
    }
    var sample = latest.get();
    var perReplica = settings.target() / perRequest();
    var arriving = level / perRequest();
    var waiting = sample.inFlight() - ServiceTime.inWork(sample, settings);
    for (var second = 1; second <= startUp.toSeconds(); second++) {
      var able = capacity.ready() + startedBy(now.plusSeconds(second), startUp);
      waiting = Math.max(0, waiting + arriving - able * perReplica);
    }
    return waiting;
  }

  private int startedBy(Instant moment, Duration startUp) {
    return (int)
        capacity.starting().stream()
            .filter(created -> !created.plus(startUp).isAfter(moment))
            .count();
  }

  /** What one request takes of a replica's target for a second; 0 where that isn't known yet. */
  private double perRequest() {
    return settings.metric() == ScalingMetric.REQUEST_RATE ? 1 : state.serviceSeconds().orElse(0);
  }

  private static double mean(List<LoadSample> samples, ToDoubleFunction<LoadSample> amount) {
    return samples.stream().mapToDouble(amount).average().orElse(0);
  }
}
