package dev.steward.runtime.embed;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.openai.EmbeddingsRequest.Input;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.text.TextModel;
import dev.steward.runtime.text.Texts;
import dev.steward.runtime.text.TokenBatch;
import dev.steward.runtime.text.TokenRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Turns texts or tokens into vectors. */
public final class Embedder implements AutoCloseable {

  private final TextModel texts;
  private final EmbeddingSettings settings;

  private Embedder(TextModel texts, EmbeddingSettings settings) {
    this.texts = texts;
    this.settings = settings;
  }

  /**
   * An embedder of a loaded model. Where both the model and its files are at fault, the model is
   * told.
   *
   * @param together how many texts may be computed together
   * @param files of the model's folder; what they hold is the embedder's from then on
   * @throws LoadException when the model or its tokenizer can't make vectors
   * @throws InterruptedException when the thread is interrupted while it waits for the files
   */
  public static Embedder of(TensorModel model, TextFiles files, Together together)
      throws LoadException, InterruptedException {
    var output = EmbeddingModelCheck.vectors(model.signature());
    var read = files.take();
    var settings = read.settings();
    return new Embedder(
        new TextModel(
            model,
            read.tokens(),
            output,
            (tensor, batch) -> vectors(tensor, batch, settings),
            together),
        settings);
  }

  /**
   * The vectors of a request's inputs.
   *
   * @param vectors in the order of the inputs
   * @param tokens how many the model has read
   */
  public record Embedded(List<float[]> vectors, int tokens) {
    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * Computes the vectors of {@code input}, each of its texts as a piece of work.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<Embedded> embed(Input input, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var tooLong = tooLong(input);
    if (!tooLong.isEmpty()) {
      return Outcome.refused(tooLong.getFirst());
    }
    return switch (tokens(input, place)) {
      case Outcome.Refused<List<TokenRow>>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<List<TokenRow>>(var rows) ->
          texts.compute(rows, place).map(vectors -> new Embedded(vectors, count(rows)));
    };
  }

  private static int count(List<TokenRow> rows) {
    return rows.stream().mapToInt(TokenRow::length).sum();
  }

  private Outcome<List<TokenRow>> tokens(Input input, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return switch (input) {
      case Input.Tokens(var arrays) -> Outcome.done(rows(arrays));
      case Input.Texts(var sent) -> texts.tokens(Texts.of(sent), place);
    };
  }

  private static List<TokenRow> rows(List<List<Integer>> arrays) {
    return arrays.stream()
        .map(array -> TokenRow.of(array.stream().mapToLong(Integer::longValue).toArray()))
        .toList();
  }

  /** Computes one text on this thread; before any request, to see that the model works. */
  public Outcome<List<float[]>> embed(String text) {
    return texts.now(List.of(text));
  }

  /** Texts are cut; tokens that a client has counted itself aren't. */
  private List<Refusal> tooLong(Input input) {
    return switch (input) {
      case Input.Texts texts -> List.of();
      case Input.Tokens(var arrays) ->
          IntStream.range(0, arrays.size())
              .filter(i -> arrays.get(i).size() > settings.maxTokens())
              .mapToObj(i -> tooLong(i, arrays.get(i).size()))
              .limit(1)
              .toList();
    };
  }

  private Refusal tooLong(int index, int size) {
    return Refusal.of(
        ErrorCode.INVALID_REQUEST,
        new Violation(
            "input[" + index + "]",
            size + " tokens, the model takes " + settings.maxTokens(),
            "send fewer, or text, which is cut"));
  }

  private static Outcome<List<float[]>> vectors(
      Tensor.Numbers tensor, TokenBatch batch, EmbeddingSettings settings) {
    var numbers = tensor.data().asFloatBuffer();
    int width = (int) tensor.shape().dimension(tensor.shape().rank() - 1);
    var vectors = new ArrayList<float[]>();
    for (int row = 0; row < batch.rows().size(); row++) {
      float[] vector;
      if (tensor.shape().rank() == 2) {
        vector = new float[width];
        numbers.get(row * width, vector);
        Vectors.scaled(vector, settings.scaling());
      } else {
        vector =
            Vectors.pooled(
                numbers,
                row * batch.longest() * width,
                batch.rows().get(row).length(),
                width,
                settings);
      }
      if (!Vectors.finite(vector)) {
        return Outcome.refused(
            Refusal.of(ErrorCode.INTERNAL, "the model's vector has numbers that aren't finite"));
      }
      vectors.add(vector);
    }
    return Outcome.done(vectors);
  }

  @Override
  public void close() {
    texts.close();
  }
}
