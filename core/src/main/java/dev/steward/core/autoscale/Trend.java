package dev.steward.core.autoscale;

/**
 * A line through the load of some seconds, by least squares.
 *
 * @param slope its rise in a second
 * @param error the slope's standard error
 */
record Trend(double slope, double error) {

  /** Through fewer points than this goes any line. */
  static final int FEWEST = 8;

  /** A slope is believed where it exceeds its standard error by this factor. */
  private static final double CERTAIN = 3;

  /**
   * The line through loads of successive seconds.
   *
   * @param loads at least {@link #FEWEST}
   * @param correlated seconds that go together, because a request that takes longer than one is in
   *     several: the error is as large as if only one of so many counted
   */
  static Trend through(double[] loads, double correlated) {
    var middle = (loads.length - 1) / 2.0;
    var mean = 0.0;
    for (var load : loads) {
      mean += load / loads.length;
    }
    var rise = 0.0;
    var run = 0.0;
    for (var at = 0; at < loads.length; at++) {
      rise += (at - middle) * (loads[at] - mean);
      run += (at - middle) * (at - middle);
    }
    var slope = rise / run;
    var residual = 0.0;
    for (var at = 0; at < loads.length; at++) {
      var off = loads[at] - mean - slope * (at - middle);
      residual += off * off;
    }
    return new Trend(slope, Math.sqrt(residual / (loads.length - 2) / run * correlated));
  }

  /** Whether the load rises by more than chance explains. */
  boolean rises() {
    return slope > CERTAIN * error;
  }
}
