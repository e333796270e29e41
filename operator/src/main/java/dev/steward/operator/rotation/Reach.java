package dev.steward.operator.rotation;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far what was written for a service has got.
 *
 * @param step in a word
 * @param since when it was written, as far as this operator saw it
 * @param behind names of the ready gateways that run something else, or tell nothing for too long;
 *     sorted
 * @param barred addresses of the gateways that get none of its requests until they tell that they
 *     run it
 * @param unheard addresses of those that get none because they tell nothing and another runs it
 */
public record Reach(
    Step step, Instant since, List<String> behind, Set<String> barred, Set<String> unheard) {

  /** How far. */
  public enum Step {
    /** Every ready gateway runs it. */
    RUNNING,
    /** Some don't, and have a moment left to; or there is no gateway. */
    SPREADING,
    /** Some don't, and should. */
    BEHIND,
    /** Some tell nothing, and should. */
    UNKNOWN
  }

  public Reach {
    behind = List.copyOf(behind);
    barred = Set.copyOf(barred);
    unheard = Set.copyOf(unheard);
  }

  /** The addresses of all that get none of its requests. */
  public Set<String> out() {
    var out = new HashSet<>(barred);
    out.addAll(unheard);
    return out;
  }
}
