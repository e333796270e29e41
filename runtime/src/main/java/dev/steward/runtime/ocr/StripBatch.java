package dev.steward.runtime.ocr;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.BatchSize;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Strips of one width, which are cut out and looked at together. */
final class StripBatch<R> implements Batch<Strip, R> {

  /**
   * Columns of all strips together. Of each eight a model that reads gives a number for each of its
   * thousands of characters: 64 MB for these.
   */
  static final int MOST_COLUMNS = 6 * 3200;

  private final StripModel<R> model;
  private final int width;
  private final BatchSize size;
  private final int limit;
  private final List<Strip> strips = new ArrayList<>();

  /**
   * @param width of {@code first}
   * @param share how many it should have at most; less than 1 is 1
   */
  StripBatch(StripModel<R> model, int width, BatchSize size, Strip first, long share) {
    this.model = model;
    this.width = width;
    this.size = size;
    long fitting = Math.min(MOST_COLUMNS / width, share);
    limit = Math.clamp(fitting, 1, size.next());
    strips.add(first);
  }

  @Override
  public boolean open() {
    return strips.size() < limit;
  }

  @Override
  public boolean add(Strip strip) {
    return open() && model.width(strip.line()) == width && strips.add(strip);
  }

  @Override
  public Duration patience() {
    return size.patience(strips.size(), limit);
  }

  @Override
  public Outcome<List<R>> compute(Cancellation cancellation) {
    return model.look(strips, cancellation);
  }

  @Override
  public void took(Duration time) {
    size.took(strips.size(), time);
  }
}
