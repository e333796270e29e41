package dev.steward.runtime.grammar;

import java.util.BitSet;
import java.util.List;

/**
 * Texts of bytes that have a form. Made by {@link Rules} alone, where equal ones are one object.
 */
public sealed interface Rule {

  /** Its number among those of its {@link Rules}. */
  int number();

  /** Whether the empty text meets it. */
  boolean mayEnd();

  /** No text at all. */
  record Nothing(int number) implements Rule {
    @Override
    public boolean mayEnd() {
      return false;
    }
  }

  /** The empty text alone. */
  record Done(int number) implements Rule {
    @Override
    public boolean mayEnd() {
      return true;
    }
  }

  /** One byte of a set, which nobody changes. */
  record OneOf(int number, BitSet bytes) implements Rule {
    @Override
    public boolean mayEnd() {
      return false;
    }
  }

  /** One after the other; the first is no such rule itself. */
  record Then(int number, boolean mayEnd, Rule first, Rule rest) implements Rule {}

  /** One of several, in the order of their numbers. */
  record Either(int number, boolean mayEnd, List<Rule> options) implements Rule {}

  /** The same several times; {@link Rules#UNBOUNDED} for any number. */
  record Times(int number, boolean mayEnd, Rule rule, int least, int most) implements Rule {}

  /**
   * Any bytes, and when these have come, another rule for what follows.
   *
   * @param matched how many of the bytes have come
   */
  record Until(int number, int matched, Marker marker, Rule after) implements Rule {
    @Override
    public boolean mayEnd() {
      return true;
    }
  }
}
