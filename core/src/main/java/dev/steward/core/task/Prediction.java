package dev.steward.core.task;

import java.time.Duration;

/**
 * How long a task is expected to take.
 *
 * @param duration T = F/C
 * @param error how far off it may be, as a share of it, 0 to 1
 */
public record Prediction(Duration duration, double error) {

  public Prediction {
    if (duration.isNegative() || !(error >= 0 && error <= 1)) {
      throw new IllegalArgumentException(duration + " ± " + error);
    }
  }
}
