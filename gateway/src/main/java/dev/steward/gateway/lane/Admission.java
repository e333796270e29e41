package dev.steward.gateway.lane;

import java.time.Duration;

/**
 * Whether the next low request goes on.
 *
 * @param pods of the service
 * @param interactive requests in hand that aren't low
 * @param low requests that went on and haven't ended
 * @param quiet since the last interactive request came
 * @param waited by the first in line
 */
record Admission(int pods, int interactive, int low, Duration quiet, Duration waited) {

  /** Low requests for each pod while nobody else is there: enough to fill a batch. */
  static final int OF_POD = 8;

  /** Interactive traffic is over when none came for so long: it comes in bursts. */
  static final Duration RECENT = Duration.ofSeconds(2);

  /** After so long the first in line goes, if no other low one is under way. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  boolean admits() {
    return low < room() || (low == 0 && waited.compareTo(PATIENCE) >= 0);
  }

  private int room() {
    if (pods == 0) {
      // They wait with all others for a pod, which is how a service at zero learns of them.
      return OF_POD;
    }
    if (interactive == 0 && quiet.compareTo(RECENT) >= 0) {
      return pods * OF_POD;
    }
    // Of several pods one stays idle for whoever comes next.
    return pods - interactive - (pods > 1 ? 1 : 0);
  }
}
