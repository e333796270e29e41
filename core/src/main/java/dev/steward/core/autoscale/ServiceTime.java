package dev.steward.core.autoscale;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a replica works on a request, by Little's law (J. D. C. Little, "A Proof for the Queuing
 * Formula L = λW", 1961): the work going on in a window over what was finished in it.
 *
 * <p>Example: 8 requests in work for 60 s, 1,200 finished: 480 / 1,200 = 0.4 s each, however long
 * they had waited before. Where replicas have taken more than their target, some of it waits inside
 * them; such seconds tell nothing, and what was known before stands.
 */
final class ServiceTime {

  /** Fewer finished requests than this tell little. */
  static final double FEWEST = 10;

  private ServiceTime() {}

  /** The seconds, or what was known before where a window has too few. */
  static OptionalDouble of(
      List<LoadSample> window, AutoscaleSettings settings, OptionalDouble before) {
    var finished = 0.0;
    var work = 0.0;
    for (var sample : window) {
      if (sample.taken() <= settings.target() * sample.ready()) {
        finished += sample.finished();
        work += sample.taken();
      }
    }
    return finished >= FEWEST && work > 0 ? OptionalDouble.of(work / finished) : before;
  }

  /**
   * Requests that replicas were working on: of those they have taken, as many as they are meant
   * for.
   */
  static double inWork(LoadSample sample, AutoscaleSettings settings) {
    return settings.metric() == ScalingMetric.CONCURRENCY
        ? Math.min(sample.taken(), settings.target() * sample.ready())
        : sample.taken();
  }
}
