package dev.steward.operator.policy;

import dev.steward.core.policy.Obligations;
import java.util.Map;
import java.util.Optional;

/**
 * On what terms a service is served.
 *
 * @param restraint what may be done for it
 * @param obligations what gateways do for it because policies say so; empty: none governs it
 * @param marks what its objects bear of that, see {@link Marks}
 */
public record Terms(
    Restraint restraint, Optional<Obligations> obligations, Map<String, String> marks) {

  /** No policy governs it. */
  public static final Terms FREE = new Terms(Restraint.NONE, Optional.empty(), Map.of());

  public Terms {
    marks = Map.copyOf(marks);
  }
}
