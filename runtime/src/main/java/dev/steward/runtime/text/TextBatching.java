package dev.steward.runtime.text;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.BatchSizes;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.Batch;
import dev.steward.runtime.pool.Batching;
import java.util.List;
import java.util.function.BiFunction;

/** Texts as tokens, of which those of about the same length are computed together. */
final class TextBatching implements Batching<TokenRow, float[]> {

  private final BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model;
  private final BatchSizes sizes;

  /**
   * @param model makes an array of numbers for each row
   * @param most rows that may be computed together
   */
  TextBatching(BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model, int most) {
    this.model = model;
    sizes = new BatchSizes(most);
  }

  @Override
  public Batch<TokenRow, float[]> begin(TokenRow first, long share) {
    return new TextBatch(model, sizes.ofRows(first.length()), first, share);
  }

  @Override
  public int work(TokenRow row) {
    return 1;
  }
}
