package dev.steward.cli.findings;

import dev.steward.cli.document.Position;
import dev.steward.core.check.Violation;
import dev.steward.core.policy.rule.Rule;
import java.util.Optional;

/**
 * Something wrong in a file.
 *
 * @param file as the user named it
 * @param at the place; of the nearest value around it where a field is missing
 * @param weight what becomes of it
 * @param violation what is wrong and what would be right
 * @param said by whom of what; empty: by the definition of the kind
 */
public record Found(
    String file, Position at, Weight weight, Violation violation, Optional<Said> said) {

  /**
   * What policies say.
   *
   * @param object the name of what they say it of
   * @param rule the rule that is broken; empty: they can't be met together
   * @param message all of it in one line, as the API server tells it
   */
  public record Said(String object, Optional<Rule> rule, String message) {}

  /** What becomes of what is wrong. */
  public enum Weight {
    /** The API server takes no such object. */
    MISTAKE("mistake"),
    /** A policy refuses the object. */
    DENIED("denied"),
    /** It is taken, with a warning. */
    WARNED("warned"),
    /** It is taken, and noted. */
    AUDITED("audited");

    private final String word;

    Weight(String word) {
      this.word = word;
    }

    /** As it is told. */
    public String word() {
      return word;
    }

    /** Whether the object isn't taken. */
    public boolean isRefused() {
      return this == MISTAKE || this == DENIED;
    }
  }

  /** {@code FILE:LINE:COLUMN: FIELD: PROBLEM; REMEDY}, a form that editors can jump by. */
  public String line() {
    var place = "%s:%d:%d: ".formatted(file, at.line(), at.column());
    return said.map(by -> place + by.object() + ": " + weight.word() + ": " + by.message())
        .orElseGet(() -> place + violation.message());
  }

  /** What a machine knows the broken rule by. */
  public String ruleId() {
    return said.map(by -> by.rule().map(Rule::name).orElse("conflict")).orElse("definition");
  }
}
