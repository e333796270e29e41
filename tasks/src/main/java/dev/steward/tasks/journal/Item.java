package dev.steward.tasks.journal;

import dev.steward.core.task.DataPath;

/** One input of a task. */
public sealed interface Item {

  /** As a person knows it. */
  String label();

  /** A file. */
  record File(DataPath path) implements Item {
    @Override
    public String label() {
      return path.text();
    }
  }

  /**
   * A JSON value.
   *
   * @param label where it stands: {@code pvc://data/texts.jsonl:17}
   */
  record Json(String label, String text) implements Item {}

  /**
   * What can't be an item.
   *
   * @param problem why
   */
  record Broken(String label, String problem) implements Item {}
}
