package dev.steward.runtime.classify;

import java.util.Optional;

/** How a model's numbers become scores, as transformers' pipeline for classification chooses. */
enum Scoring {
  /** Of one class among others: all add up to 1. */
  SOFTMAX,
  /** Of classes that don't exclude each other: each is between 0 and 1. */
  SIGMOID,
  /** Of a quantity: as it is. */
  NONE;

  /**
   * That of a kind of problem.
   *
   * @param problem {@code problem_type} of {@code config.json}
   */
  static Scoring of(Optional<String> problem, int classes) {
    return switch (problem.orElse("")) {
      case "regression" -> NONE;
      case "multi_label_classification" -> SIGMOID;
      default -> classes == 1 ? SIGMOID : SOFTMAX;
    };
  }

  /** The scores of one text's numbers; none of theirs is changed. */
  float[] scores(float[] logits) {
    return switch (this) {
      case NONE -> logits;
      case SIGMOID -> {
        var scores = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
          scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        yield scores;
      }
      case SOFTMAX -> softmax(logits);
    };
  }

  /** The largest is taken off first, so that no power is infinite. */
  private static float[] softmax(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    var powers = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      powers[i] = Math.exp(logits[i] - largest);
      sum += powers[i];
    }
    var scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (powers[i] / sum);
    }
    return scores;
  }

  /** Whether every number of it is finite. */
  static boolean finite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }
}
