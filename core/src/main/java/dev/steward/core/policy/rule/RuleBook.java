package dev.steward.core.policy.rule;

import java.util.List;

/** All rules there are. */
public final class RuleBook {

  /** What a service or task states. */
  public static RuleGroup services() {
    return ServiceRules.group();
  }

  /** Every group, in the order of the documentation. */
  public static List<RuleGroup> groups() {
    return List.of(
        services(),
        WorkloadRules.group(),
        AccessRules.group(),
        NamespaceRules.group(),
        OwnedRules.owned(),
        AddressRules.group(),
        ScaleRules.group(),
        ProtectedRules.group());
  }

  private RuleBook() {}
}
