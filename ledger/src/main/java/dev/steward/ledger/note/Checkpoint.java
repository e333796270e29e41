package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.Hash;

/**
 * What a log signs: its state at some size (C2SP tlog-checkpoint). Extension lines are never
 * written and not accepted.
 *
 * @param origin which log
 * @param size how many entries
 * @param root of the tree over them
 */
public record Checkpoint(Origin origin, long size, Hash root) {

  public Checkpoint {
    if (size < 0) {
      throw new IllegalArgumentException("a log of %d entries".formatted(size));
    }
  }

  /** The text that is signed: three lines. */
  public String text() {
    return "%s\n%d\n%s\n".formatted(origin.text(), size, root.base64());
  }

  /** Reads the text of a note that stands in {@code field}. */
  public static Checked<Checkpoint> parse(String field, String text) {
    var lines = text.split("\n", -1);
    if (lines.length == 4
        && lines[3].isEmpty()
        && lines[1].matches("0|[1-9][0-9]{0,17}")
        && Origin.parse(field, lines[0]) instanceof Checked.Valid<Origin>(var origin)) {
      var root = Hash.parse(lines[2]);
      if (root.isPresent()) {
        return Checked.valid(new Checkpoint(origin, Long.parseLong(lines[1]), root.get()));
      }
    }
    return Checked.invalid(
        field,
        "it is no checkpoint of a log",
        "it must be three lines: the log's name, its size, the root in base 64");
  }
}
