package dev.steward.runtime.ocr;

import dev.steward.runtime.batch.BatchSizes;
import dev.steward.runtime.pool.Batch;
import dev.steward.runtime.pool.Batching;

/**
 * Strips of any images and requests, of which those of one width are looked at together.
 *
 * <p>Nothing is padded to its neighbours: widths go up in steps, and a strip has the width of its
 * own step.
 *
 * @param <R> what is found in each
 */
final class StripBatching<R> implements Batching<Strip, R> {

  private final StripModel<R> model;
  private final BatchSizes sizes;

  /**
   * @param most strips that may be looked at together
   */
  StripBatching(StripModel<R> model, int most) {
    this.model = model;
    sizes = new BatchSizes(most);
  }

  @Override
  public Batch<Strip, R> begin(Strip first, long share) {
    int width = model.width(first.line());
    return new StripBatch<>(model, width, sizes.ofRows(width), first, share / work(first));
  }

  @Override
  public int work(Strip strip) {
    return Effort.looking((long) model.height() * model.width(strip.line()));
  }
}
