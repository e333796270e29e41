package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemValue;
import java.io.IOException;

/**
 * A text, or a line {@code {"input": …}}; its parts that are of a class come back, or those of each
 * input.
 */
final class EntityCall implements ItemCall {

  private final TextRequest request;

  EntityCall(String model) {
    this.request = new TextRequest("/v1/entities", model);
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
    return TextAnswer.of(answer, "entities", "texts");
  }

  @Override
  public ItemValue value(JsonNode output) {
    return new ItemValue.Several("has parts of a text");
  }
}
