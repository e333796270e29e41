package dev.steward.runtime.batch;

import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.Batch;
import dev.steward.runtime.pool.Batching;
import java.util.List;

/**
 * Requests of a model that computes each row by itself. Those are computed together whose inputs
 * have the same lengths but for the number of rows, and that ask for the same outputs.
 */
public final class TensorBatching implements Batching<InferRequest, List<Tensor>> {

  private final TensorModel model;
  private final BatchSizes sizes;

  /**
   * @param most rows that may be computed together; a request that has more is computed alone
   */
  public TensorBatching(TensorModel model, int most) {
    this.model = model;
    sizes = new BatchSizes(most);
  }

  @Override
  public Batch<InferRequest, List<Tensor>> begin(InferRequest first, long share) {
    return new TensorBatch(model, sizes, first, share);
  }

  @Override
  public int work(InferRequest request) {
    return Math.clamp(TensorBatch.rows(request), 1, Integer.MAX_VALUE);
  }

  @Override
  public long rows(InferRequest request) {
    return Math.max(1, TensorBatch.rows(request));
  }

  @Override
  public boolean brief(InferRequest request) {
    return TensorBatch.size(sizes, request).brief(work(request));
  }
}
