package dev.steward.core.task;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a task's items are. */
public sealed interface TaskInputs {

  /**
   * Each file is an item.
   *
   * @param paths files and globs, in the order in which their items come
   */
  record Files(List<DataPath> paths) implements TaskInputs {
    public Files {
      paths = List.copyOf(paths);
      if (paths.isEmpty()) {
        throw new IllegalArgumentException("no paths");
      }
    }
  }

  /** Each line of a JSONL file is an item. */
  record Lines(DataPath path) implements TaskInputs {
    public Lines {
      requireNonNull(path, "path");
    }
  }

  /**
   * The items stand in the task itself.
   *
   * @param items each one JSON value, as text
   */
  record Inline(List<String> items) implements TaskInputs {
    public Inline {
      items = List.copyOf(items);
      if (items.isEmpty()) {
        throw new IllegalArgumentException("no items");
      }
    }
  }
}
