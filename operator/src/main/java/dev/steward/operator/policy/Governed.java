package dev.steward.operator.policy;

import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.rotation.GovernedService.Bond;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was found of one service or task, as its policies count it.
 *
 * @param by the policies that select it
 * @param breaking of these those that it breaks
 * @param digest of all that holds for it
 * @param written what the gateways were told; empty: nothing, or it is a task
 * @param bond what follows where a gateway doesn't do what it was told
 */
public record Governed(
    Set<PolicySource> by,
    Set<PolicySource> breaking,
    PolicyDigest digest,
    Optional<PolicyDigest> written,
    Bond bond) {

  public Governed {
    by = Set.copyOf(by);
    breaking = Set.copyOf(breaking);
  }

  /**
   * Of a ruling.
   *
   * @param written what the gateways were told, if they were
   */
  public static Governed of(Ruling ruling, Optional<PolicyDigest> written) {
    var standing = ruling.standing();
    var levels = Arrays.asList(Enforcement.values());
    var by =
        levels.stream()
            .flatMap(level -> standing.effective().at(level).sources().stream())
            .collect(Collectors.toSet());
    var broken =
        levels.stream()
            .flatMap(level -> standing.brokenAt(level).stream())
            .map(rule -> rule.policy())
            .collect(Collectors.toSet());
    return new Governed(
        by,
        by.stream().filter(source -> broken.contains(title(source))).collect(Collectors.toSet()),
        standing.digest(),
        written,
        standing.effective().at(Enforcement.DENY).policy().obligesGateways()
            ? Bond.OBLIGED
            : Bond.FREE);
  }

  /** As a broken rule names it, which is one of the object's own namespace. */
  private static String title(PolicySource source) {
    return switch (source) {
      case PolicySource.OfCluster(var name) -> "ClusterCompliancePolicy " + name;
      case PolicySource.OfNamespace(var namespace, var name) -> "CompliancePolicy " + name;
      case PolicySource.OfService _, PolicySource.OfTask _ -> source.text();
    };
  }

  /** Whether the gateways were told what holds now. */
  public boolean isWritten() {
    return written.equals(Optional.of(digest));
  }
}
