package dev.steward.runtime.classify;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.text.Candidates;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.beside.SideFiles;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.text.LongestText;
import dev.steward.runtime.text.TextModel;
import dev.steward.runtime.text.Texts;
import dev.steward.runtime.text.TokenBatch;
import dev.steward.runtime.text.TokenRow;
import dev.steward.runtime.text.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Tells which class a text is of, by a model as transformers' sequence classification has it. */
public final class TextClassifier implements AutoCloseable {

  private final TextModel texts;
  private final Labels labels;
  private final Scoring scoring;

  private TextClassifier(TextModel texts, Labels labels, Scoring scoring) {
    this.texts = texts;
    this.labels = labels;
    this.scoring = scoring;
  }

  /**
   * A classifier of a loaded model.
   *
   * @param folder where the model's tokenizer and {@code config.json} lie
   * @param together how many texts may be computed together
   * @throws LoadException when the model or its files can't tell classes
   */
  public static TextClassifier of(TensorModel model, Path folder, Together together)
      throws LoadException {
    var output = ClassOutput.of(model.signature(), folder, ModelTask.CLASSIFICATION, 2);
    int classes = output.classes();
    var files = new SideFiles(folder);
    var scoring = Scoring.of(files.text(SideFiles.CONFIG, "problem_type"), classes);
    var tokens = Tokens.load(folder, LongestText.in(files), ModelTask.CLASSIFICATION);
    return new TextClassifier(
        new TextModel(
            model,
            tokens,
            output.tensor(),
            (tensor, batch) -> rows(tensor, batch, classes),
            together),
        output.labels(),
        scoring);
  }

  private static Outcome<List<float[]>> rows(Tensor.Numbers tensor, TokenBatch batch, int classes) {
    if (tensor.shape().dimension(0) != batch.rows().size()
        || tensor.shape().dimension(1) != classes) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INTERNAL,
              "the model gave %s numbers for %d texts of %d classes"
                  .formatted(tensor.shape(), batch.rows().size(), classes)));
    }
    var numbers = tensor.data().asFloatBuffer();
    var rows = new ArrayList<float[]>();
    for (int row = 0; row < batch.rows().size(); row++) {
      var logits = new float[classes];
      numbers.get(row * classes, logits);
      rows.add(logits);
    }
    return Outcome.done(rows);
  }

  /** What the classes are called. */
  public Labels labels() {
    return labels;
  }

  /**
   * The scores of a request's texts.
   *
   * @param scores of each class by its number, in the order of the texts
   * @param tokens how many the model has read
   */
  public record Classified(List<float[]> scores, int tokens) {
    public Classified {
      scores = List.copyOf(scores);
    }
  }

  /**
   * Computes the scores of texts, each as a piece of work.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<Classified> classify(Texts sent, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return switch (texts.tokens(sent, place)) {
      case Outcome.Refused<List<TokenRow>>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<List<TokenRow>>(var rows) ->
          texts
              .compute(rows, place)
              .then(this::scored)
              .map(scores -> new Classified(scores, count(rows)));
    };
  }

  /**
   * The scores of candidates in place of the model's own classes, each text with each candidate as
   * a piece of work.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<Classified> classify(
      List<String> sent, Candidates candidates, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var entailment = Entailment.of(labels);
    if (entailment.isEmpty()) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "candidate_labels",
                  "none of the model's classes is called entailment",
                  "leave it out, or ask a model of natural language inference")));
    }
    var statements = candidates.labels().stream().map(candidates::statement).toList();
    var pairs =
        new Texts(
            sent.stream().flatMap(text -> statements.stream().map(each -> text)).toList(),
            sent.stream().flatMap(text -> statements.stream()).toList());
    return switch (texts.tokens(pairs, place)) {
      case Outcome.Refused<List<TokenRow>>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<List<TokenRow>>(var rows) ->
          texts
              .compute(rows, place)
              .map(logits -> byText(logits, entailment.get(), candidates))
              .then(TextClassifier::finite)
              .map(scores -> new Classified(scores, count(rows)));
    };
  }

  private static List<float[]> byText(
      List<float[]> logits, Entailment entailment, Candidates candidates) {
    int each = candidates.labels().size();
    return IntStream.range(0, logits.size() / each)
        .mapToObj(text ->
            entailment.scores(logits.subList(text * each, (text + 1) * each), candidates.choice()))
        .toList();
  }

  private static int count(List<TokenRow> rows) {
    return rows.stream().mapToInt(TokenRow::length).sum();
  }

  private Outcome<List<float[]>> scored(List<float[]> logits) {
    return finite(logits.stream().map(scoring::scores).toList());
  }

  private static Outcome<List<float[]>> finite(List<float[]> scores) {
    return scores.stream().allMatch(Scoring::finite)
        ? Outcome.done(scores)
        : Outcome.refused(
            Refusal.of(ErrorCode.INTERNAL, "the model's scores have numbers that aren't finite"));
  }

  /** Computes one text on this thread; before any request, to see that the model works. */
  public Outcome<List<float[]>> classify(String text) {
    return texts.now(List.of(text)).then(this::scored);
  }

  /** Numbers of classes, the likeliest first; of equal ones the first. */
  public static List<Integer> order(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .toList();
  }

  @Override
  public void close() {
    texts.close();
  }
}
