package dev.steward.cli.document;

import dev.steward.core.check.Violation;

/**
 * Something wrong in a file.
 *
 * @param at where in the file; the nearest enclosing value where a field is missing
 * @param violation what is wrong there and what would be right
 */
public record Finding(Position at, Violation violation) {

  /** {@code FILE:LINE:COLUMN: field: problem; remedy}, a form that editors can jump by. */
  public String line(String file) {
    return "%s:%d:%d: %s".formatted(file, at.line(), at.column(), violation.message());
  }
}
