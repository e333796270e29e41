package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;

/** An answer {@code {"data": [{"index": 0, …}, …]}} that has an object for each text. */
final class TextAnswer {

  private TextAnswer() {}

  /**
   * The object of the one text; of several their list.
   *
   * @param field that each of them has
   * @param several what the list is called
   * @throws IOException when it isn't such an answer
   */
  static JsonNode of(byte[] answer, String field, String several) throws IOException {
    var data = JournalJson.read(answer).path("data");
    var output = JournalJson.object();
    var all = output.putArray(several);
    for (var each : data) {
      if (!(each instanceof ObjectNode text) || !text.has(field)) {
        throw new IOException("the answer has no " + field);
      }
      // It says which text of the request it is of: their order does.
      text.remove("index");
      all.add(text);
    }
    if (all.isEmpty()) {
      throw new IOException("the answer has no " + field);
    }
    return all.size() == 1 ? all.get(0) : output;
  }
}
