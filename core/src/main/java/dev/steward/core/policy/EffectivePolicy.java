package dev.steward.core.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What holds for a service at one level of enforcement.
 *
 * @param policy the meet of all policies of that level
 * @param sources who states them, platform first
 * @param conflicts what of it can't be met together
 */
public record EffectivePolicy(Policy policy, List<PolicySource> sources, List<Conflict> conflicts) {

  /** Nobody demands anything. */
  public static final EffectivePolicy NONE =
      new EffectivePolicy(Policy.UNRESTRICTED, List.of(), List.of());

  public EffectivePolicy {
    sources = List.copyOf(sources);
    conflicts = List.copyOf(conflicts);
  }

  /** Of policies that have one level in common. */
  static EffectivePolicy of(Collection<GoverningPolicy> policies) {
    var ordered =
        policies.stream()
            .sorted(Comparator.comparing(GoverningPolicy::source, PolicySource.ORDER))
            .toList();
    var meet = Policy.meet(ordered.stream().map(GoverningPolicy::policy).toList());
    return new EffectivePolicy(
        meet,
        ordered.stream().map(GoverningPolicy::source).distinct().toList(),
        Conflicts.among(ordered, meet));
  }
}
