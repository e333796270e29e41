package dev.steward.protocol.report;

import dev.steward.core.policy.PolicyInForce;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator answers a {@link PolicyReport}.
 *
 * @param memory whether it knows what was told
 * @param behind by the uid of a service: what the gateway isn't to judge its requests by any more,
 *     for it should have something else by now; empty: by none. As long as it does so it answers
 *     none of that service's, at most {@value LoadReport#MOST_SERVICES}
 */
public record PolicyAnswer(Memory memory, Map<String, Optional<PolicyInForce>> behind) {

  /** It knows it, and has nothing against it. */
  public static final PolicyAnswer KNOWN = new PolicyAnswer(Memory.KNOWN, Map.of());

  /** It doesn't know it, and so has nothing against it. */
  public static final PolicyAnswer UNKNOWN = new PolicyAnswer(Memory.UNKNOWN, Map.of());

  /** Whether an operator knows what was told. */
  public enum Memory {
    /** It knows all that is told under this number. */
    KNOWN,
    /** It was never told, or has forgotten: all of it is to be told again. */
    UNKNOWN
  }

  public PolicyAnswer {
    behind = Map.copyOf(behind);
  }
}
