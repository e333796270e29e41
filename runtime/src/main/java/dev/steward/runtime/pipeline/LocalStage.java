package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of this process, then the next stage, if there is one.
 *
 * <p>A few platform threads take micro-batches from a bounded queue, first come first served. A
 * thread that has computed waits until the next stage has room: so a slow stage slows this one.
 */
public final class LocalStage implements Stage {

  private static final Logger LOG = LoggerFactory.getLogger(LocalStage.class);
  private static final long LAST_RUNS_MILLIS = 5000;

  private final StagePart part;
  private final ToldStage told;
  private final Optional<Stage> next;
  private final Semaphore places;
  private final BlockingQueue<Task> queue;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Starts its threads.
   *
   * @param told of what it computes
   * @param computing threads that compute at the same time
   * @param waiting micro-batches that may wait for them
   */
  LocalStage(StagePart part, ToldStage told, Optional<Stage> next, int computing, int waiting) {
    this.part = part;
    this.told = told;
    this.next = next;
    places = new Semaphore(waiting);
    queue = new ArrayBlockingQueue<>(waiting);
    for (int i = 1; i <= computing; i++) {
      threads.add(Thread.ofPlatform().daemon().name("stage-" + i).start(this::work));
    }
  }

  /**
   * What is to be done, and who is told that it was taken up.
   *
   * @param queued when it came, on the clock of {@link System#nanoTime}
   */
  private record Task(
      MicroBatch batch,
      Runnable taken,
      long queued,
      CompletableFuture<Outcome<List<Tensor>>> outcome) {}

  @Override
  public CompletableFuture<Outcome<List<Tensor>>> submit(MicroBatch batch)
      throws InterruptedException {
    if (!places.tryAcquire(batch.cancellation().left().toNanos(), TimeUnit.NANOSECONDS)) {
      return CompletableFuture.completedFuture(Outcome.refused(late()));
    }
    return enqueue(batch, () -> {});
  }

  /**
   * The same for one that keeps to its credit, without waiting.
   *
   * @param taken is called when the micro-batch leaves the queue
   * @return empty where there is no room
   */
  Optional<CompletableFuture<Outcome<List<Tensor>>>> offer(MicroBatch batch, Runnable taken) {
    return places.tryAcquire() ? Optional.of(enqueue(batch, taken)) : Optional.empty();
  }

  private CompletableFuture<Outcome<List<Tensor>>> enqueue(MicroBatch batch, Runnable taken) {
    var outcome = new CompletableFuture<Outcome<List<Tensor>>>();
    queue.add(new Task(batch, taken, System.nanoTime(), outcome));
    if (closed) {
      refuseWaiting();
    }
    return outcome;
  }

  /** The loop of one thread. */
  private void work() {
    while (!closed) {
      try {
        var task = queue.take();
        places.release();
        task.taken().run();
        compute(task);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void compute(Task task) throws InterruptedException {
    try {
      var batch = task.batch();
      if (batch.cancellation().cancelled() || batch.cancellation().left().isZero()) {
        task.outcome().complete(Outcome.refused(late()));
        return;
      }
      long begun = System.nanoTime();
      var computed = part.compute(batch);
      told.tell(batch, task.queued(), begun, System.nanoTime(), computed);
      switch (computed) {
        case Outcome.Refused<List<Tensor>> refused -> task.outcome().complete(refused);
        case Outcome.Done<List<Tensor>>(var tensors) -> goOn(task, tensors);
      }
    } catch (InterruptedException e) {
      task.outcome().complete(stopping());
      throw e;
    } catch (RuntimeException | Error e) {
      // A thread that dies would leave micro-batches without an answer.
      LOG.error("a stage failed", e);
      task.outcome()
          .complete(
              Outcome.refused(Refusal.of(ErrorCode.INTERNAL, "a stage of the model failed: " + e)));
    }
  }

  private void goOn(Task task, List<Tensor> tensors) throws InterruptedException {
    if (next.isEmpty()) {
      task.outcome().complete(Outcome.done(StagePart.wanted(tensors, task.batch().wanted())));
      return;
    }
    var _ =
        next.get()
            .submit(task.batch().with(tensors))
            .thenAccept(outcome -> task.outcome().complete(outcome));
  }

  private static Refusal late() {
    return Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the computation was broken off");
  }

  private static Outcome<List<Tensor>> stopping() {
    return Outcome.refused(Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
  }

  private void refuseWaiting() {
    for (var task = queue.poll(); task != null; task = queue.poll()) {
      places.release();
      task.outcome().complete(stopping());
    }
  }

  /** What waits is refused; what runs has a moment to end, and then the model is released. */
  @Override
  public void close() {
    closed = true;
    refuseWaiting();
    threads.forEach(Thread::interrupt);
    boolean idle = true;
    for (var thread : threads) {
      try {
        thread.join(LAST_RUNS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      idle &= !thread.isAlive();
    }
    next.ifPresent(Stage::close);
    if (idle) {
      part.model().close();
    }
  }
}
