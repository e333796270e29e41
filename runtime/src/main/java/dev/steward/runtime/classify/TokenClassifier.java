package dev.steward.runtime.classify;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.beside.SideFiles;
import dev.steward.runtime.classify.Grouping.Scored;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.text.LongestText;
import dev.steward.runtime.text.PlacedTokens;
import dev.steward.runtime.text.TextModel;
import dev.steward.runtime.text.TokenBatch;
import dev.steward.runtime.text.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds parts of texts that are of a class, by a model as transformers' token classification has
 * it.
 */
public final class TokenClassifier implements AutoCloseable {

  private final TextModel texts;
  private final Labels labels;

  private TokenClassifier(TextModel texts, Labels labels) {
    this.texts = texts;
    this.labels = labels;
  }

  /**
   * A classifier of a loaded model.
   *
   * @param folder where the model's tokenizer and {@code config.json} lie
   * @param together how many texts may be computed together
   * @throws LoadException when the model or its files can't tell classes of tokens
   */
  public static TokenClassifier of(TensorModel model, Path folder, Together together)
      throws LoadException {
    var output = ClassOutput.of(model.signature(), folder, ModelTask.TOKEN_CLASSIFICATION, 3);
    var longest = LongestText.in(new SideFiles(folder));
    var tokens = Tokens.load(folder, longest, ModelTask.TOKEN_CLASSIFICATION);
    return new TokenClassifier(
        new TextModel(
            model,
            tokens,
            output.tensor(),
            (tensor, batch) -> rows(tensor, batch, output.classes()),
            together),
        output.labels());
  }

  /** Of each text the numbers of its tokens, one after the other. */
  private static Outcome<List<float[]>> rows(Tensor.Numbers tensor, TokenBatch batch, int classes) {
    var expected = List.of((long) batch.rows().size(), (long) batch.longest(), (long) classes);
    if (!tensor.shape().dimensions().equals(expected)) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INTERNAL,
              "the model gave %s numbers for texts, tokens and classes %s"
                  .formatted(tensor.shape(), expected)));
    }
    var numbers = tensor.data().asFloatBuffer();
    var rows = new ArrayList<float[]>();
    for (int row = 0; row < batch.rows().size(); row++) {
      var logits = new float[batch.rows().get(row).length() * classes];
      numbers.get(row * batch.longest() * classes, logits);
      rows.add(logits);
    }
    return Outcome.done(rows);
  }

  /** What the classes are called. */
  public Labels labels() {
    return labels;
  }

  /**
   * What was found in one text.
   *
   * @param end whether all of the text was read
   */
  public record Found(List<Entity> entities, PlacedTokens.End end) {
    public Found {
      entities = List.copyOf(entities);
    }
  }

  /**
   * What was found in a request's texts.
   *
   * @param texts in the request's order
   * @param tokens how many the model has read
   */
  public record Read(List<Found> texts, int tokens) {
    public Read {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Finds entities, each text as a piece of work.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<Read> read(List<String> sent, Grouping grouping, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return switch (texts.placed(sent, place)) {
      case Outcome.Refused<List<PlacedTokens>>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<List<PlacedTokens>>(var placed) ->
          texts
              .compute(placed.stream().map(PlacedTokens::row).toList(), place)
              .then(this::finite)
              .map(logits -> found(sent, placed, logits, grouping));
    };
  }

  private Outcome<List<float[]>> finite(List<float[]> logits) {
    return logits.stream().allMatch(Scoring::finite)
        ? Outcome.done(logits)
        : Outcome.refused(
            Refusal.of(ErrorCode.INTERNAL, "the model's scores have numbers that aren't finite"));
  }

  private Read found(
      List<String> sent, List<PlacedTokens> placed, List<float[]> logits, Grouping grouping) {
    var found = new ArrayList<Found>();
    int tokens = 0;
    for (int i = 0; i < sent.size(); i++) {
      var scored = scored(placed.get(i), logits.get(i));
      found.add(
          new Found(grouping.entities(sent.get(i), scored, labels.names()), placed.get(i).end()));
      tokens += placed.get(i).row().length();
    }
    return new Read(found, tokens);
  }

  private List<Scored> scored(PlacedTokens placed, float[] logits) {
    int classes = labels.names().size();
    var scored = new ArrayList<Scored>();
    for (int token = 0; token < placed.places().size(); token++) {
      var place = placed.places().get(token);
      if (place.isPresent()) {
        var scores =
            Scoring.SOFTMAX.scores(
                Arrays.copyOfRange(logits, token * classes, (token + 1) * classes));
        int label = TextClassifier.order(scores).getFirst();
        scored.add(new Scored(label, scores[label], place.get()));
      }
    }
    return scored;
  }

  /** Computes one text on this thread; before any request, to see that the model works. */
  public Outcome<List<float[]>> read(String text) {
    return texts.now(List.of(text)).then(this::finite);
  }

  @Override
  public void close() {
    texts.close();
  }
}
