package dev.steward.tasks.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;

/** What came of one item, as a line of {@code results.jsonl}. */
public sealed interface ResultLine {

  /** Its number in the task, from 0. */
  long item();

  /** As a person knows it. */
  String input();

  /**
   * It was answered.
   *
   * @param output by its kind
   */
  record Answered(long item, String input, JsonNode output) implements ResultLine {}

  /**
   * It failed.
   *
   * @param error what is wrong
   */
  record Failed(long item, String input, String error) implements ResultLine {}

  /** Its bytes, with the line's end. */
  default byte[] bytes() {
    var node = JournalJson.object().put("item", item()).put("input", input());
    switch (this) {
      case Answered(var _, var _, var output) -> node.set("output", output);
      case Failed(var _, var _, var error) -> node.put("error", error);
    }
    var line = JournalJson.bytes(node);
    var ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    return ended;
  }

  /** Reads a line. */
  static ResultLine read(String line) throws IOException {
    var node = JournalJson.read(line);
    long item = node.path("item").asLong(-1);
    var input = node.path("input").asText();
    return node.has("output")
        ? new Answered(item, input, node.get("output"))
        : new Failed(item, input, node.path("error").asText());
  }
}
