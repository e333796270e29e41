package dev.steward.core.policy.rule;

import java.util.List;

/**
 * Rules about the same requests, which are told all together.
 *
 * @param name what documentation calls it, in lower case
 * @param about what it keeps, in a sentence
 * @param reach which objects are seen at all
 * @param resources which requests it is about
 * @param written whether the request writes what the rules are about
 * @param selected whether the policy governs what the request is about
 * @param rules what is refused
 */
public record RuleGroup(
    String name,
    String about,
    Reach reach,
    List<Resources> resources,
    Condition written,
    Condition selected,
    List<Rule> rules) {

  /** Which objects of a group's resources reach its rules. */
  public enum Reach {
    /** All in namespaces that can be governed. */
    ALL,
    /** Those that carry, or carried, the label of what the operator owns. */
    OWNED,
    /** Namespaces, unless who asks may change the platform's policies anyhow. */
    NAMESPACES
  }

  public RuleGroup {
    resources = List.copyOf(resources);
    rules = List.copyOf(rules);
  }
}
