package dev.steward.core.autoscale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many replicas the load asked for at a moment. Of past needs only those are kept that exceed
 * all later ones, so that the largest of any recent span is found in a handful of entries.
 *
 * @param at when
 * @param replicas how many
 */
record Need(Instant at, int replicas) {

  /** The list with one more need, and without those before {@code from}. */
  static List<Need> with(List<Need> needs, Need latest, Instant from) {
    var kept = new ArrayList<Need>();
    for (var need : needs) {
      if (need.replicas > latest.replicas && !need.at.isBefore(from)) {
        kept.add(need);
      }
    }
    kept.add(latest);
    return List.copyOf(kept);
  }

  /** The largest since {@code from}, or 0. */
  static int largest(List<Need> needs, Instant from) {
    return needs.stream()
        .filter(need -> !need.at.isBefore(from))
        .mapToInt(Need::replicas)
        .max()
        .orElse(0);
  }
}
