package dev.steward.runtime.embed;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.protocol.openai.EmbeddingsRequest.Input;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.Batching;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Turns texts or tokens into vectors. */
public final class Embedder implements AutoCloseable {

  /** Texts turned into tokens at once. */
  private static final int TOKENIZED = 32;

  private static final double EXACT = 1e-5;

  private final TensorModel model;
  private final Tokens tokens;
  private final EmbeddingSettings settings;
  private final TensorMetadata output;
  private final Batching<long[], float[]> batching;

  private Embedder(
      TensorModel model,
      Tokens tokens,
      EmbeddingSettings settings,
      TensorMetadata output,
      Together together) {
    this.model = model;
    this.tokens = tokens;
    this.settings = settings;
    this.output = output;
    batching = new EmbeddingBatching(this::vectors, together.rows(this::independent));
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
    return new Embedder(model, read.tokens(), read.settings(), output, together);
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
      case Outcome.Refused<List<long[]>>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<List<long[]>>(var rows) -> {
        var order = byLength(rows);
        yield place
            .run(batching, Arrays.stream(order).mapToObj(rows::get).toList())
            .map(vectors -> new Embedded(inOrder(vectors, order), count(rows)));
      }
    };
  }

  private static int count(List<long[]> rows) {
    return rows.stream().mapToInt(row -> row.length).sum();
  }

  private static List<float[]> inOrder(List<float[]> sorted, int[] order) {
    var vectors = new float[order.length][];
    for (int i = 0; i < order.length; i++) {
      vectors[order[i]] = sorted.get(i);
    }
    return List.of(vectors);
  }

  /** Many texts are turned into tokens by turns, so that others aren't kept waiting for long. */
  private Outcome<List<long[]>> tokens(Input input, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return switch (input) {
      case Input.Tokens(var arrays) -> Outcome.done(rows(arrays));
      case Input.Texts(var texts) when texts.size() == 1 -> Outcome.done(tokens.of(texts));
      case Input.Texts(var texts) -> {
        var rows = new ArrayList<long[]>();
        for (int from = 0; from < texts.size(); from += TOKENIZED) {
          var some = texts.subList(from, Math.min(texts.size(), from + TOKENIZED));
          switch (place.run(cancellation -> Outcome.done(tokens.of(some)))) {
            case Outcome.Refused<List<long[]>>(var refusal) -> {
              yield Outcome.refused(refusal);
            }
            case Outcome.Done<List<long[]>>(var done) -> rows.addAll(done);
          }
        }
        yield Outcome.done(rows);
      }
    };
  }

  private static List<long[]> rows(List<List<Integer>> arrays) {
    return arrays.stream()
        .map(array -> array.stream().mapToLong(Integer::longValue).toArray())
        .toList();
  }

  /** Computes one text on this thread; before any request, to see that the model works. */
  public Outcome<Embedded> embed(String text) {
    var batch = new TokenBatch(tokens.of(List.of(text)));
    return vectors(batch, new Cancellation()).map(vectors -> new Embedded(vectors, batch.tokens()));
  }

  /**
   * Whether a text's vector is the same, up to {@value #EXACT}, alone and beside a longer one, by
   * which it is padded. With a model that is quantised while it runs it isn't.
   */
  private boolean independent() {
    var both = tokens.of(List.of("One.", "Of several texts, one may be longer than others."));
    var alone =
        both.stream()
            .map(row -> vectors(new TokenBatch(List.of(row)), new Cancellation()))
            .toList();
    if (!(vectors(new TokenBatch(both), new Cancellation())
        instanceof Outcome.Done<List<float[]>>(var together))) {
      return false;
    }
    for (int i = 0; i < together.size(); i++) {
      if (!(alone.get(i) instanceof Outcome.Done<List<float[]>>(var vector))
          || !Vectors.near(vector.getFirst(), together.get(i), EXACT)) {
        return false;
      }
    }
    return true;
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

  /** Indices of the rows, so that those that follow each other need little padding. */
  private static int[] byLength(List<long[]> rows) {
    return IntStream.range(0, rows.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> rows.get(i).length))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Outcome<List<float[]>> vectors(TokenBatch batch, Cancellation cancellation) {
    var inputs = model.signature().inputs().stream().map(each -> batch.input(each.name())).toList();
    return model
        .run(inputs, List.of(output.name()), cancellation)
        .then(outputs -> vectors((Tensor.Numbers) outputs.getFirst(), batch));
  }

  private Outcome<List<float[]>> vectors(Tensor.Numbers tensor, TokenBatch batch) {
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
                batch.rows().get(row).length,
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
    tokens.close();
  }
}
