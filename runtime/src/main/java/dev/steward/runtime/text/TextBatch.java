package dev.steward.runtime.text;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.BatchSize;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Texts of about the same length. Shorter ones are padded, which is computed for nothing; it is at
 * most a fraction of {@value #PADDING} of the batch.
 */
final class TextBatch implements Batch<TokenRow, float[]> {

  private static final double PADDING = 0.2;

  private final BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model;
  private final List<TokenRow> rows = new ArrayList<>();
  private final BatchSize size;
  private final int limit;
  private int longest;
  private long tokens;

  TextBatch(
      BiFunction<TokenBatch, Cancellation, Outcome<List<float[]>>> model,
      BatchSize size,
      TokenRow first,
      long share) {
    this.model = model;
    this.size = size;
    limit = Math.toIntExact(Math.min(size.next(), share));
    longest = first.length();
    tokens = first.length();
    rows.add(first);
  }

  @Override
  public boolean open() {
    return rows.size() < limit;
  }

  @Override
  public boolean add(TokenRow row) {
    int together = Math.max(longest, row.length());
    double computed = (double) together * (rows.size() + 1);
    if (!open() || computed - tokens - row.length() > PADDING * computed) {
      return false;
    }
    rows.add(row);
    longest = together;
    tokens += row.length();
    return true;
  }

  @Override
  public Duration patience() {
    return size.patience(rows.size(), limit);
  }

  /** Tokens of the longest text. */
  int longest() {
    return longest;
  }

  @Override
  public Outcome<List<float[]>> compute(Cancellation cancellation) {
    return model.apply(new TokenBatch(rows), cancellation);
  }

  @Override
  public void took(Duration time) {
    size.took(rows.size(), time);
  }
}
