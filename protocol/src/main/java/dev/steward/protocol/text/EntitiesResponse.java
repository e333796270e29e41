package dev.steward.protocol.text;

import dev.steward.protocol.text.EntitiesRequest.Aggregation;
import java.util.List;

/**
 * The entities of texts.
 *
 * @param model name of the model
 * @param aggregation as the request asks for it
 * @param texts in the order of the request's
 * @param tokens that the model has read
 */
public record EntitiesResponse(
    String model, Aggregation aggregation, List<Text> texts, int tokens) {

  public EntitiesResponse {
    texts = List.copyOf(texts);
  }

  /** How much of a text was read. */
  public enum Reading {
    /** All of it. */
    WHOLE,
    /** Its beginning: the model reads no longer texts. */
    CUT
  }

  /** One text's entities, in its order. */
  public record Text(List<Entity> entities, Reading reading) {
    public Text {
      entities = List.copyOf(entities);
    }
  }

  /**
   * A part of a text.
   *
   * @param label of its class
   * @param score 0 to 1
   * @param word the part itself
   * @param start its first character, in Unicode characters from the text's beginning
   * @param end the one after its last
   */
  public record Entity(String label, float score, String word, int start, int end) {}
}
