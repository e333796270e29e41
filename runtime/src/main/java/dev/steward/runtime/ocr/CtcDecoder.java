package dev.steward.runtime.ocr;

import java.nio.FloatBuffer;

/**
 * Reads the likeliest path of a recognition model's output: connectionist temporal classification
 * (Graves et al. 2006), section 3.2, best path.
 *
 * <p>Example, with class 0 for nothing: the likeliest classes {@code 1 1 0 2 2 0 2} are the
 * characters 1, 2 and 2.
 */
final class CtcDecoder {

  private CtcDecoder() {}

  /**
   * What was read.
   *
   * @param score the mean probability of its characters; 0 where there are none
   */
  record Reading(String text, double score) {}

  /**
   * Decodes one line.
   *
   * @param probabilities step by step, of every class
   * @param from where the line's first step begins
   */
  static Reading decode(FloatBuffer probabilities, int from, int steps, Characters characters) {
    var text = new StringBuilder();
    double sum = 0;
    int count = 0;
    int previous = 0;
    int classes = characters.classes();
    for (int step = 0; step < steps; step++) {
      int at = from + step * classes;
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (probabilities.get(at + i) > probabilities.get(at + best)) {
          best = i;
        }
      }
      if (best != 0 && best != previous) {
        text.append(characters.of(best));
        sum += probabilities.get(at + best);
        count++;
      }
      previous = best;
    }
    return new Reading(text.toString(), count == 0 ? 0 : sum / count);
  }
}
