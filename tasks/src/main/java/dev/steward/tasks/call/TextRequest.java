package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.tasks.call.ItemCall.Prepared;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;

/**
 * The request of an item that is a text, or a line {@code {"input": …}} with whatever else its
 * endpoint takes.
 *
 * @param path of the endpoint
 * @param model what clients call the service's model
 */
record TextRequest(String path, String model) {

  Prepared ofFile(byte[] bytes) {
    return Utf8.text(bytes)
        .<Prepared>map(text -> ready(JournalJson.object().put("input", text)))
        .orElseGet(() -> new Prepared.Unfit("it is no UTF-8 text; save it as UTF-8"));
  }

  Prepared ofJson(String text) {
    try {
      var read = JournalJson.read(text);
      if (read.isTextual()) {
        return ready(JournalJson.object().put("input", read.asText()));
      }
      return read instanceof ObjectNode object && object.has("input")
          ? ready(object)
          : new Prepared.Unfit("it has no input; write {\"input\": \"…\"}");
    } catch (IOException e) {
      return new Prepared.Unfit("it is no JSON; write {\"input\": \"…\"}");
    }
  }

  private Prepared ready(ObjectNode request) {
    return new Prepared.Ready(
        path, "application/json", JournalJson.bytes(request.put("model", model)));
  }
}
