package dev.steward.tasks.run;

import dev.steward.core.task.DataPath;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether a plan is of this task: by all that its results depend on. */
final class DescriptionDigest {

  private DescriptionDigest() {}

  static String of(TaskDescription task) {
    var text =
        new StringBuilder()
            .append(task.model())
            .append('\n')
            .append(task.kind().text())
            .append('\n')
            .append(task.aggregate().text())
            .append('\n');
    switch (task.inputs()) {
      case TaskInputs.Files(var paths) ->
          paths.stream().map(DataPath::text).forEach(path -> text.append(path).append('\n'));
      case TaskInputs.Lines(var path) -> text.append("lines ").append(path.text());
      case TaskInputs.Inline(var items) ->
          items.forEach(item -> text.append(item.length()).append(' ').append(item));
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
