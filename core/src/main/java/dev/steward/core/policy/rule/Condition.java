package dev.steward.core.policy.rule;

import java.util.List;

/** Says something of places; true or false for every input. */
public sealed interface Condition {

  /** All hold; true of none. */
  record AllOf(List<Condition> conditions) implements Condition {
    public AllOf {
      conditions = List.copyOf(conditions);
    }
  }

  /** One holds at least; false of none. */
  record AnyOf(List<Condition> conditions) implements Condition {
    public AnyOf {
      conditions = List.copyOf(conditions);
    }
  }

  /** It doesn't hold. */
  record Not(Condition condition) implements Condition {}

  /** The place exists. */
  record Exists(Ref place) implements Condition {}

  /** A text stands there, not an empty one. */
  record HasText(Ref place) implements Condition {}

  /** {@code true} stands there. */
  record IsTrue(Ref place) implements Condition {}

  /** The texts at both places are the same; one that is absent is empty. */
  record SameText(Ref place, Ref other) implements Condition {}

  /**
   * The texts at both places are the same but for blanks around them, as a file's last line has.
   */
  record SameBlock(Ref place, Ref other) implements Condition {}

  /** Both places hold the same, or are both absent. */
  record Same(Ref place, Ref other) implements Condition {}

  /** The text there is one of these. */
  record IsOneOf(Ref place, List<String> texts) implements Condition {
    public IsOneOf {
      texts = List.copyOf(texts);
    }
  }

  /** The text there begins so. */
  record Begins(Ref place, String prefix) implements Condition {}

  /** The text there contains a match of this expression, in the syntax RE2 and Java share. */
  record Matches(Ref place, String expression) implements Condition {}

  /** A pattern of {@link dev.steward.core.policy.NamePattern} allows the text at another place. */
  record Allows(Ref pattern, Ref name) implements Condition {}

  /**
   * A form of names, as {@link dev.steward.core.model.SignerName.Like} has them, takes the text at
   * another place; false where there is no form.
   */
  record Like(Ref form, Ref name) implements Condition {}

  /**
   * The calendar period there ends before that at another place or on the same day, and not always
   * on the same one. False where either is absent, and of P1M and P30D, of which neither is
   * shorter. What isn't absent is a period: the definitions see to that.
   */
  record Shorter(Ref place, Ref other) implements Condition {}

  /** The duration there, such as 24h, is longer than another; false where either is absent. */
  record Longer(Ref place, Ref other) implements Condition {}

  /** All items of these lists, one after the other; true of none. */
  record Every(List<Ref> lists, String item, Condition condition) implements Condition {
    public Every {
      lists = List.copyOf(lists);
    }
  }

  /** One item of this list at least. */
  record Some(Ref list, String item, Condition condition) implements Condition {}

  /** All keys of this map; true of none. */
  record EveryKey(Ref map, String item, Condition condition) implements Condition {}

  /** All of these. */
  static Condition allOf(Condition... conditions) {
    return new AllOf(List.of(conditions));
  }

  /** One of these. */
  static Condition anyOf(Condition... conditions) {
    return new AnyOf(List.of(conditions));
  }

  /** Not this. */
  static Condition not(Condition condition) {
    return new Not(condition);
  }

  /** If the first holds, so does the second; what always holds is left out. */
  static Condition implies(Condition premise, Condition conclusion) {
    return premise.equals(allOf()) ? conclusion : anyOf(not(premise), conclusion);
  }

  /** A text stands there. */
  static Condition hasText(Ref place) {
    return new HasText(place);
  }

  /** {@code true} stands there. */
  static Condition isTrue(Ref place) {
    return new IsTrue(place);
  }

  /** There is such a place. */
  static Condition exists(Ref place) {
    return new Exists(place);
  }

  /** The text there is one of these. */
  static Condition isOneOf(Ref place, String... texts) {
    return new IsOneOf(place, List.of(texts));
  }
}
