package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemValue;
import java.io.IOException;
import java.util.ArrayList;

/**
 * A text, or a line {@code {"input": …}}; its class comes back with the scores of all, or those of
 * each input.
 */
final class ClassCall implements ItemCall {

  private final TextRequest request;

  ClassCall(String model) {
    this.request = new TextRequest("/v1/classify", model);
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
    return TextAnswer.of(answer, "label", "classes");
  }

  @Override
  public ItemValue value(JsonNode output) {
    if (output.has("classes")) {
      return new ItemValue.Several(
          "has the classes of %d texts".formatted(output.get("classes").size()));
    }
    var scores = new ArrayList<Double>();
    output.path("probs").forEach(score -> scores.add(score.asDouble()));
    return new ItemValue.Classed(output.path("label").asText(), scores);
  }
}
