package dev.steward.runtime.classify;

import dev.steward.protocol.text.Candidates.Choice;
import dev.steward.runtime.beside.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a model that tells whether one text entails another tells classes that it was never trained
 * for (Yin, Hay and Roth, "Benchmarking Zero-shot Text Classification", 2019): a text is of a class
 * as far as it entails the statement that it is. Computed as transformers' pipeline does.
 *
 * @param entailment the number of the class for pairs of which the first text entails the second
 * @param contradiction that for pairs of which it contradicts it
 */
record Entailment(int entailment, int contradiction) {

  /**
   * What a model's classes say; empty: it doesn't tell what entails what. Where none is called
   * contradiction it is the first one, or the last where entailment is the first.
   */
  static Optional<Entailment> of(Labels labels) {
    var names = labels.names();
    if (names.size() < 2) {
      return Optional.empty();
    }
    return beginning(names, "entail")
        .map(entailment ->
            new Entailment(
                entailment,
                beginning(names, "contra").orElse(entailment == 0 ? names.size() - 1 : 0)));
  }

  private static Optional<Integer> beginning(List<String> names, String word) {
    return IntStream.range(0, names.size())
        .boxed()
        .filter(i -> names.get(i).toLowerCase(Locale.ROOT).startsWith(word))
        .findFirst();
  }

  /**
   * The score of each candidate of one text.
   *
   * @param logits of the text with the statement of each candidate
   */
  float[] scores(List<float[]> logits, Choice choice) {
    // One candidate among others would always be certain.
    if (choice == Choice.ONE && logits.size() > 1) {
      var entailed = new float[logits.size()];
      for (int i = 0; i < entailed.length; i++) {
        entailed[i] = logits.get(i)[entailment];
      }
      return Scoring.SOFTMAX.scores(entailed);
    }
    var scores = new float[logits.size()];
    for (int i = 0; i < scores.length; i++) {
      var each = logits.get(i);
      scores[i] = Scoring.SOFTMAX.scores(new float[] {each[contradiction], each[entailment]})[1];
    }
    return scores;
  }
}
