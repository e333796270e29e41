package dev.steward.runtime.embed;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.BatchSizes;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.Batch;
import dev.steward.runtime.pool.Batching;
import java.util.List;
import java.util.function.BiFunction;

/** Texts as tokens, of which those of about the same length are computed together. */
final class EmbeddingBatching implements Batching<long[], float[]> {

  private final BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model;
  private final BatchSizes sizes;

  /**
   * @param model makes a vector for each row
   * @param most rows that may be computed together
   */
  EmbeddingBatching(BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model, int most) {
    this.model = model;
    sizes = new BatchSizes(most);
  }

  @Override
  public Batch<long[], float[]> begin(long[] first, long share) {
    return new EmbeddingBatch(model, sizes.ofRows(first.length), first, share);
  }

  @Override
  public int work(long[] row) {
    return 1;
  }
}
