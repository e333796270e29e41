package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemValue;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;
import java.util.ArrayList;

/** A text, or a line {@code {"input": …}}; its vector comes back, or one for each input. */
final class EmbeddingCall implements ItemCall {

  private final TextRequest request;

  EmbeddingCall(String model) {
    this.request = new TextRequest("/v1/embeddings", model);
  }

  @Override
  public Prepared ofFile(byte[] bytes) {
    return request.ofFile(bytes);
  }

  @Override
  public Prepared ofJson(String text) {
    return request.ofJson(text);
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
