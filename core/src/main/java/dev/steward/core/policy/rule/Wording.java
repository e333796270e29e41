package dev.steward.core.policy.rule;

/** What a rule says is wrong. */
public sealed interface Wording {

  /** The same each time. */
  record Plain(String text) implements Wording {}

  /** With the text that stands at a place, in quotes. */
  record Quoting(String before, Ref place, String after) implements Wording {}

  /** With all items that don't comply, by what stands at a place of each. */
  record Listing(String before, Condition.Every every, Ref shown, String after)
      implements Wording {}
}
