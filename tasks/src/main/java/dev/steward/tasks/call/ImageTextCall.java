package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemValue;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;

/** An image as it is; its text and where it stands come back. */
final class ImageTextCall implements ItemCall {

  private static final String PATH = "/v1/ocr";

  @Override
  public Prepared ofFile(byte[] bytes) {
    return ImageType.of(bytes)
        .<Prepared>map(type -> new Prepared.Ready(PATH, type, bytes))
        .orElseGet(
            () -> new Prepared.Unfit("it is no image; give a PNG, JPEG, BMP, GIF or WebP file"));
  }

  @Override
  public Prepared ofJson(String text) {
    return new Prepared.Unfit("an image is a file; name it in inputs.paths");
  }

  @Override
  public JsonNode output(byte[] answer) throws IOException {
    var read = JournalJson.read(answer);
    if (!read.path("text").isTextual()) {
      throw new IOException("the answer has no text");
    }
    var output = JournalJson.object();
    output.set("text", read.get("text"));
    output.set("lines", read.path("lines"));
    return output;
  }

  @Override
  public ItemValue value(JsonNode output) {
    return new ItemValue.Text(output.path("text").asText());
  }
}
