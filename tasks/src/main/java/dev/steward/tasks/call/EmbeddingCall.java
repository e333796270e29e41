package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.core.task.ItemValue;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;
import java.util.ArrayList;

/** A text, or a line {@code {"input": …}}; its vector comes back, or one for each input. */
final class EmbeddingCall implements ItemCall {

  private final String model;

  EmbeddingCall(String model) {
    this.model = model;
  }

  @Override
  public Prepared ofFile(byte[] bytes) {
    return Utf8.text(bytes)
        .<Prepared>map(text -> ready(JournalJson.object().put("input", text)))
        .orElseGet(() -> new Prepared.Unfit("it is no UTF-8 text; save it as UTF-8"));
  }

  @Override
  public Prepared ofJson(String text) {
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
        "/v1/embeddings", "application/json", JournalJson.bytes(request.put("model", model)));
  }

  @Override
  public JsonNode output(byte[] answer) throws IOException {
    var data = JournalJson.read(answer).path("data");
    if (!data.isArray() || data.isEmpty()) {
      throw new IOException("the answer has no embedding");
    }
    var output = JournalJson.object();
    if (data.size() == 1) {
      output.set("embedding", data.get(0).path("embedding"));
    } else {
      var several = output.putArray("embeddings");
      data.forEach(each -> several.add(each.path("embedding")));
    }
    return output;
  }

  @Override
  public ItemValue value(JsonNode output) {
    if (output.has("embeddings")) {
      return new ItemValue.Several("has %d embeddings".formatted(output.get("embeddings").size()));
    }
    if (!output.path("embedding").isArray()) {
      return new ItemValue.Several("has its embedding in base64");
    }
    var numbers = new ArrayList<Double>();
    output.get("embedding").forEach(number -> numbers.add(number.asDouble()));
    return new ItemValue.Numbers(numbers);
  }
}
