package dev.steward.runtime.text;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
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

/** A model of tokens with its tokenizer: texts in, an array of numbers for each out. */
public final class TextModel implements AutoCloseable {

  /** Texts turned into tokens at once. */
  private static final int TOKENIZED = 32;

  private static final double EXACT = 1e-5;

  private final TensorModel model;
  private final Tokens tokens;
  private final TensorMetadata output;
  private final RowReading reading;
  private final Batching<TokenRow, float[]> batching;

  /**
   * A model whose inputs {@link TokenInputs} has checked.
   *
   * @param tokens are closed with it
   * @param output the one that is read
   * @param reading makes an array of each row of it
   * @param together how many texts may be computed together
   */
  public TextModel(
      TensorModel model,
      Tokens tokens,
      TensorMetadata output,
      RowReading reading,
      Together together) {
    this.model = model;
    this.tokens = tokens;
    this.output = output;
    this.reading = reading;
    batching = new TextBatching(this::computed, together.rows(this::independent));
  }

  /** Makes what is wanted of a model's output. */
  @FunctionalInterface
  public interface RowReading {
    /** An array for each row of the batch, in its order. */
    Outcome<List<float[]>> read(Tensor.Numbers output, TokenBatch batch);
  }

  /**
   * The tokens of texts. Many are turned by turns, so that others aren't kept waiting for long.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<List<TokenRow>> tokens(Texts texts, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return byTurns(texts.size(), (from, to) -> texts.tokens(tokens, from, to), place);
  }

  /** The same with where each token stands in its text. */
  public Outcome<List<PlacedTokens>> placed(List<String> texts, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    return byTurns(texts.size(), (from, to) -> tokens.placed(texts.subList(from, to)), place);
  }

  /** Turns some of the texts into tokens. */
  private interface Tokenizing<T> {
    List<T> tokens(int from, int to);
  }

  private static <T> Outcome<List<T>> byTurns(
      int size, Tokenizing<T> tokenizing, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    if (size == 1) {
      return Outcome.done(tokenizing.tokens(0, 1));
    }
    var rows = new ArrayList<T>();
    for (int from = 0; from < size; from += TOKENIZED) {
      int begin = from;
      int end = Math.min(size, from + TOKENIZED);
      switch (place.run(cancellation -> Outcome.done(tokenizing.tokens(begin, end)))) {
        case Outcome.Refused<List<T>>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<List<T>>(var done) -> rows.addAll(done);
      }
    }
    return Outcome.done(rows);
  }

  /**
   * Computes rows, each a piece of work.
   *
   * @return an array for each, in their order
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<List<float[]>> compute(List<TokenRow> rows, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var order = byLength(rows);
    return place
        .run(batching, Arrays.stream(order).mapToObj(rows::get).toList())
        .map(computed -> inOrder(computed, order));
  }

  /** Computes texts together on this thread; before any request, to see that the model works. */
  public Outcome<List<float[]>> now(List<String> texts) {
    return computed(new TokenBatch(tokens.of(texts)), new Cancellation());
  }

  private Outcome<List<float[]>> computed(TokenBatch batch, Cancellation cancellation) {
    var inputs = model.signature().inputs().stream().map(each -> batch.input(each.name())).toList();
    return model
        .run(inputs, List.of(output.name()), cancellation)
        .then(outputs -> reading.read((Tensor.Numbers) outputs.getFirst(), batch));
  }

  /**
   * Whether what is made of a text is the same, up to {@value #EXACT} of its largest number, alone
   * and beside a longer one, by which it is padded. With a model that is quantised while it runs it
   * isn't.
   */
  private boolean independent() {
    var both = List.of("One.", "Of several texts, one may be longer than others.");
    var alone = both.stream().map(text -> now(List.of(text))).toList();
    if (!(now(both) instanceof Outcome.Done<List<float[]>>(var together))) {
      return false;
    }
    for (int i = 0; i < together.size(); i++) {
      if (!(alone.get(i) instanceof Outcome.Done<List<float[]>>(var numbers))
          || !near(numbers.getFirst(), together.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(float[] first, float[] second) {
    double largest = 1;
    for (float number : first) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < first.length; i++) {
      // Written so that numbers that aren't any don't pass.
      if (!(Math.abs(first[i] - second[i]) <= EXACT * largest)) {
        return false;
      }
    }
    return first.length == second.length;
  }

  /** Indices of the rows, so that those that follow each other need little padding. */
  private static int[] byLength(List<TokenRow> rows) {
    return IntStream.range(0, rows.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> rows.get(i).length()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static List<float[]> inOrder(List<float[]> sorted, int[] order) {
    var numbers = new float[order.length][];
    for (int i = 0; i < order.length; i++) {
      numbers[order[i]] = sorted.get(i);
    }
    return List.of(numbers);
  }

  @Override
  public void close() {
    tokens.close();
  }
}
