package dev.steward.runtime.embed;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.protocol.openai.EmbeddingsRequest.Input;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Turns texts or tokens into vectors. */
public final class Embedder implements AutoCloseable {

  /** Inputs computed in one run. */
  private static final int BATCH = 32;

  private final TensorModel model;
  private final Tokens tokens;
  private final EmbeddingSettings settings;
  private final TensorMetadata output;

  private Embedder(
      TensorModel model, Tokens tokens, EmbeddingSettings settings, TensorMetadata output) {
    this.model = model;
    this.tokens = tokens;
    this.settings = settings;
    this.output = output;
  }

  /**
   * An embedder of a loaded model. Where both the model and its files are at fault, the model is
   * told.
   *
   * @param files of the model's folder; what they hold is the embedder's from then on
   * @throws LoadException when the model or its tokenizer can't make vectors
   * @throws InterruptedException when the thread is interrupted while it waits for the files
   */
  public static Embedder of(TensorModel model, TextFiles files)
      throws LoadException, InterruptedException {
    var output = EmbeddingModelCheck.vectors(model.signature());
    var read = files.take();
    return new Embedder(model, read.tokens(), read.settings(), output);
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
   * Computes the vectors of {@code input}, in one run of the pool for each batch.
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
    var order = byLength(input);
    var vectors = new float[input.size()][];
    int read = 0;
    for (int from = 0; from < order.length; from += BATCH) {
      var batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
      switch (place.run(cancellation -> embed(input, batch, cancellation))) {
        case Outcome.Refused<Embedded>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<Embedded>(var done) -> {
          for (int i = 0; i < batch.length; i++) {
            vectors[batch[i]] = done.vectors().get(i);
          }
          read += done.tokens();
        }
      }
    }
    return Outcome.done(new Embedded(List.of(vectors), read));
  }

  /** Computes one text on this thread; before any request, to see that the model works. */
  public Outcome<Embedded> embed(String text) {
    return embed(new Input.Texts(List.of(text)), new int[] {0}, new Cancellation());
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

  /** Indices of the inputs, so that those of one batch need little padding. */
  private static int[] byLength(Input input) {
    var lengths =
        switch (input) {
          case Input.Texts(var texts) -> texts.stream().mapToInt(String::length).toArray();
          case Input.Tokens(var arrays) -> arrays.stream().mapToInt(List::size).toArray();
        };
    return IntStream.range(0, lengths.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> lengths[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Outcome<Embedded> embed(Input input, int[] batch, Cancellation cancellation) {
    var rows =
        switch (input) {
          case Input.Texts(var texts) ->
              tokens.of(Arrays.stream(batch).mapToObj(texts::get).toList());
          case Input.Tokens(var arrays) ->
              Arrays.stream(batch)
                  .mapToObj(i -> arrays.get(i).stream().mapToLong(Integer::longValue).toArray())
                  .toList();
        };
    var tokenBatch = new TokenBatch(rows);
    var inputs =
        model.signature().inputs().stream().map(each -> tokenBatch.input(each.name())).toList();
    return model
        .run(inputs, List.of(output.name()), cancellation)
        .then(outputs -> vectors((Tensor.Numbers) outputs.getFirst(), tokenBatch));
  }

  private Outcome<Embedded> vectors(Tensor.Numbers tensor, TokenBatch batch) {
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
    return Outcome.done(new Embedded(vectors, batch.tokens()));
  }

  @Override
  public void close() {
    tokens.close();
  }
}
