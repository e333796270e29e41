package dev.steward.core.autoscale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many replicas are kept, once they were needed. Of all needs only those are remembered that no
 * later one outdoes in number and in time, so that there are a handful.
 *
 * @param until until when they are kept
 * @param replicas how many
 */
record Need(Instant until, int replicas) {

  /** The list with one more need, without those that are past or outdone by it. */
  static List<Need> with(List<Need> needs, Need latest, Instant now) {
    var kept = new ArrayList<Need>();
    for (var need : needs) {
      var outdone = need.replicas <= latest.replicas && !need.until.isAfter(latest.until);
      if (!outdone && !need.until.isBefore(now)) {
        kept.add(need);
      }
    }
    kept.add(latest);
    return List.copyOf(kept);
  }

  /** The largest that isn't past, or 0. */
  static int largest(List<Need> needs, Instant now) {
    return needs.stream()
        .filter(need -> !need.until.isBefore(now))
        .mapToInt(Need::replicas)
        .max()
        .orElse(0);
  }
}
