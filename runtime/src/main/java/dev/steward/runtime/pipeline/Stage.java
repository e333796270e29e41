package dev.steward.runtime.pipeline;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** From some place in a model to its end, whoever computes it. */
interface Stage extends AutoCloseable {

  /**
   * Has a micro-batch computed to the model's end. Waits while there is no room for another one.
   *
   * @return completes with the model's outputs or a refusal, never with an exception
   * @throws InterruptedException when the waiting thread is interrupted
   */
  CompletableFuture<Outcome<List<Tensor>>> submit(MicroBatch batch) throws InterruptedException;

  @Override
  void close();
}
