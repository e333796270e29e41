package dev.steward.core.policy.rule;

/**
 * One thing that admission refuses.
 *
 * @param name what documentation calls it, in lower case with hyphens
 * @param premise where it applies; what several rules have in common is looked at once
 * @param demand true of all that is allowed there
 * @param field the field that is wrong where it doesn't hold
 * @param problem what is wrong then
 * @param remedy what would be right
 * @param demandedBy the field of the policy that asks for it; {@code enforcement} for what every
 *     policy brings
 * @param judgedBy what it takes to tell whether it holds
 * @param evidence which articles of which texts it supports evidence for; empty: none is claimed
 */
public record Rule(
    String name,
    Condition premise,
    Condition demand,
    String field,
    Wording problem,
    String remedy,
    String demandedBy,
    JudgedBy judgedBy,
    String evidence) {

  /** A rule that applies everywhere. */
  public Rule(
      String name,
      Condition demand,
      String field,
      Wording problem,
      String remedy,
      String demandedBy,
      JudgedBy judgedBy,
      String evidence) {
    this(name, Condition.allOf(), demand, field, problem, remedy, demandedBy, judgedBy, evidence);
  }

  /** True of all that is allowed. */
  public Condition holds() {
    return Condition.implies(premise, demand);
  }

  /** What it takes to tell whether a rule holds. */
  public enum JudgedBy {
    /** The object as it stands, at any time. */
    OBJECT,
    /** The request that writes it: who, and what was there before. */
    REQUEST
  }

  /** The last part of a message, after the name of the policy. */
  String ending() {
    return ", rule "
        + name
        + (evidence.isEmpty() ? ")" : ", supporting evidence for " + evidence + ")");
  }
}
