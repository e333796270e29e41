package dev.steward.core.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * What holds for a service, at each level of enforcement apart: what one policy denies and another
 * audits doesn't add up to both denied.
 */
public final class EffectivePolicies {

  private final Map<Enforcement, EffectivePolicy> levels;

  private EffectivePolicies(Map<Enforcement, EffectivePolicy> levels) {
    this.levels = levels;
  }

  /** What the policies that govern a service demand together. */
  public static EffectivePolicies of(Collection<GoverningPolicy> policies) {
    var levels = new EnumMap<Enforcement, EffectivePolicy>(Enforcement.class);
    for (var level : Enforcement.values()) {
      levels.put(
          level,
          EffectivePolicy.of(
              policies.stream().filter(policy -> policy.enforcement() == level).toList()));
    }
    return new EffectivePolicies(levels);
  }

  /** What holds at one level. */
  public EffectivePolicy at(Enforcement level) {
    return levels.getOrDefault(level, EffectivePolicy.NONE);
  }

  /** Whether no policy governs the service. */
  public boolean isUngoverned() {
    return Arrays.stream(Enforcement.values()).allMatch(level -> at(level).sources().isEmpty());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EffectivePolicies policies && policies.levels.equals(levels);
  }

  @Override
  public int hashCode() {
    return levels.hashCode();
  }

  @Override
  public String toString() {
    return levels.toString();
  }
}
