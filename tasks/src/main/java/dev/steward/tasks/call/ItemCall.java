package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.ItemValue;
import java.io.IOException;

/** How the items of one kind of model are sent and read. */
public interface ItemCall {

  /** The largest item. */
  int MAX_ITEM = 32 << 20;

  /** A request, or why the item makes none. */
  sealed interface Prepared {
    /**
     * To send by POST.
     *
     * @param path of the endpoint
     */
    @SuppressWarnings("ArrayRecordComponent") // an image isn't copied
    record Ready(String path, String contentType, byte[] body) implements Prepared {}

    /** The item isn't what the service reads. */
    record Unfit(String reason) implements Prepared {}
  }

  /** The request of a file's bytes. */
  Prepared ofFile(byte[] bytes);

  /** The request of a JSON value. */
  Prepared ofJson(String text);

  /**
   * What of the answer is the item's output.
   *
   * @throws IOException when it isn't such an answer
   */
  JsonNode output(byte[] answer) throws IOException;

  /** The output as far as it can be aggregated. */
  ItemValue value(JsonNode output);

  /** The way of a kind, to the model that clients call {@code model}. */
  static ItemCall of(ItemKind kind, String model) {
    return switch (kind) {
      case TENSOR -> new TensorCall(model);
      case EMBEDDING -> new EmbeddingCall(model);
      case CLASSIFICATION -> new ClassCall(model);
      case TOKEN_CLASSIFICATION -> new EntityCall(model);
      case IMAGE_TEXT -> new ImageTextCall();
    };
  }
}
