package dev.steward.protocol.text;

import java.util.List;

/**
 * The classes of texts.
 *
 * @param model name of the model
 * @param classified in the order of the texts
 * @param tokens that the model has read
 */
public record ClassifyResponse(String model, List<Classified> classified, int tokens) {

  public ClassifyResponse {
    classified = List.copyOf(classified);
  }

  /**
   * What was found of one text.
   *
   * @param label of the likeliest class
   * @param scores of each class, by its number
   * @param top the likeliest ones, if they were asked for
   */
  public record Classified(String label, List<Float> scores, List<Scored> top) {
    public Classified {
      scores = List.copyOf(scores);
      top = List.copyOf(top);
    }
  }

  /** A class and how likely it is. */
  public record Scored(String label, float score) {}
}
