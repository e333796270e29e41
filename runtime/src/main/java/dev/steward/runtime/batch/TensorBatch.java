package dev.steward.runtime.batch;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.Batch;
import dev.steward.runtime.rows.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests of equal lengths, one below the other. */
final class TensorBatch implements Batch<InferRequest, List<Tensor>> {

  private final TensorModel model;
  private final List<InferRequest> requests = new ArrayList<>();
  private final BatchSize size;
  private final long limit;
  private long rows;

  TensorBatch(TensorModel model, BatchSizes sizes, InferRequest first, long share) {
    this.model = model;
    rows = rows(first);
    size = size(sizes, first);
    limit = rows == 0 ? 0 : Math.min(size.next(), share);
    requests.add(first);
  }

  /** What is known of requests whose rows are as large as those of this one. */
  static BatchSize size(BatchSizes sizes, InferRequest request) {
    long elements = 0;
    for (var input : request.inputs()) {
      elements += input.shape().elements();
    }
    return sizes.ofRows(elements / Math.max(1, rows(request)));
  }

  /** Rows of a request; 0 where its inputs don't all have the same number, or none. */
  static long rows(InferRequest request) {
    long rows = Rows.of(request.inputs().getFirst());
    return request.inputs().stream().allMatch(input -> Rows.of(input) == rows) ? rows : 0;
  }

  @Override
  public boolean open() {
    return rows < limit;
  }

  @Override
  public boolean add(InferRequest request) {
    long more = rows(request);
    if (more == 0 || rows + more > limit || !alike(requests.getFirst(), request)) {
      return false;
    }
    requests.add(request);
    rows += more;
    return true;
  }

  private static boolean alike(InferRequest first, InferRequest other) {
    return first.outputs().equals(other.outputs())
        && first.inputs().size() == other.inputs().size()
        && first.inputs().stream()
            .allMatch(input -> other.inputs().stream().anyMatch(each -> alike(input, each)));
  }

  private static boolean alike(Tensor first, Tensor other) {
    return first.name().equals(other.name()) && Rows.fits(first, other);
  }

  @Override
  public Duration patience() {
    return size.patience((int) Math.min(rows, limit), (int) limit);
  }

  @Override
  public Outcome<List<List<Tensor>>> compute(Cancellation cancellation) {
    if (requests.size() == 1) {
      return run(requests.getFirst().inputs(), cancellation).map(List::of);
    }
    var inputs = Rows.joined(requests.stream().map(InferRequest::inputs).toList()).orElseThrow();
    return run(inputs, cancellation).then(this::parted);
  }

  private Outcome<List<Tensor>> run(List<Tensor> inputs, Cancellation cancellation) {
    long begun = System.nanoTime();
    var outputs = model.run(inputs, requests.getFirst().outputs(), cancellation);
    size.ran((int) Math.min(rows, Integer.MAX_VALUE), Duration.ofNanos(System.nanoTime() - begun));
    return outputs;
  }

  private Outcome<List<List<Tensor>>> parted(List<Tensor> outputs) {
    var counts = requests.stream().map(TensorBatch::rows).toList();
    return Rows.parted(outputs, counts)
        .map(Outcome::done)
        .orElseGet(() ->
            Outcome.refused(
                Refusal.of(ErrorCode.INTERNAL, "the model gave other than a row for each row")));
  }

  @Override
  public void took(Duration time) {
    if (rows > 0) {
      size.took((int) Math.min(rows, Integer.MAX_VALUE), time);
    }
  }
}
