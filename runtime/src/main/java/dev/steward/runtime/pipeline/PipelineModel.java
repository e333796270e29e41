package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.rows.RowCheck;
import dev.steward.runtime.rows.Rows;
import dev.steward.tracing.ComputedFor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model whose parts several processes have, as stage 0 sees it. A request is cut into
 * micro-batches along its first axis where rows are computed each by itself, so that all stages
 * have something to do.
 */
public final class PipelineModel implements TensorModel {

  private static final Logger LOG = LoggerFactory.getLogger(PipelineModel.class);

  private final Signature signature;
  private final Stage first;
  private final Readiness readiness;
  private final AtomicInteger underway = new AtomicInteger();
  private volatile int parts = 1;

  /**
   * A model.
   *
   * @param signature of the whole
   * @param first this process's own stage, before all others
   */
  PipelineModel(Signature signature, Stage first, Readiness readiness) {
    this.signature = signature;
    this.first = first;
    this.readiness = readiness;
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public Optional<Refusal> unavailable() {
    return readiness.unavailable();
  }

  /** Waits until all stages have answered a warm-up, or it is clear that they never will. */
  public Optional<Refusal> awaitWarm(Readiness.WarmUp warmUp) throws InterruptedException {
    return readiness.awaitWarm(warmUp);
  }

  /**
   * From now on cuts requests into so many micro-batches, if rows turn out to be computed each by
   * itself.
   */
  public void cutInto(int microBatches) {
    if (RowCheck.independent(signature, inputs -> run(inputs, List.of(), new Cancellation()))) {
      parts = microBatches;
      LOG.info("requests are cut into up to {} micro-batches", microBatches);
    } else {
      LOG.info("requests aren't cut: the model computes rows of a batch together");
    }
  }

  /** Into how many micro-batches a request may be cut. */
  public int microBatches() {
    return parts;
  }

  @Override
  public Outcome<List<Tensor>> run(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    int room = Math.max(1, parts - underway.get());
    var spans = ComputedFor.now();
    var batches =
        Rows.cut(inputs, room).stream()
            .map(part ->
                new MicroBatch(
                    part,
                    wanted,
                    new Cancellation(System.nanoTime() + cancellation.left().toNanos()),
                    spans))
            .toList();
    underway.addAndGet(batches.size());
    cancellation.during(() -> cancelAll(batches));
    try {
      return outcome(batches, wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    } finally {
      cancellation.after();
      cancelAll(batches);
      underway.addAndGet(-batches.size());
    }
  }

  private static void cancelAll(List<MicroBatch> batches) {
    batches.forEach(batch -> batch.cancellation().cancel());
  }

  private Outcome<List<Tensor>> outcome(List<MicroBatch> batches, List<String> wanted)
      throws InterruptedException {
    var outcomes = new ArrayList<CompletableFuture<Outcome<List<Tensor>>>>();
    for (var batch : batches) {
      outcomes.add(first.submit(batch));
    }
    var parts = new ArrayList<List<Tensor>>();
    for (var outcome : outcomes) {
      switch (awaited(outcome)) {
        case Outcome.Refused<List<Tensor>> refused -> {
          return refused;
        }
        case Outcome.Done<List<Tensor>>(var tensors) -> parts.add(ordered(tensors, wanted));
      }
    }
    return Rows.joined(parts)
        .map(Outcome::done)
        .orElseGet(() ->
            Outcome.refused(
                Refusal.of(ErrorCode.INTERNAL, "the micro-batches' outputs don't fit each other")));
  }

  private static Outcome<List<Tensor>> awaited(CompletableFuture<Outcome<List<Tensor>>> outcome)
      throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a stage refuses and never throws", e);
    }
  }

  /** The outputs in the order in which they were asked for, or in the model's own. */
  private List<Tensor> ordered(List<Tensor> outputs, List<String> wanted) {
    var names =
        wanted.isEmpty()
            ? signature.outputs().stream().map(output -> output.name()).toList()
            : wanted;
    return names.stream()
        .flatMap(name -> outputs.stream().filter(output -> output.name().equals(name)).limit(1))
        .toList();
  }

  @Override
  public void close() {
    readiness.close();
    first.close();
  }
}
