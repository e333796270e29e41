package dev.steward.gateway;

import dev.steward.core.task.TaskUid;
import dev.steward.gateway.audit.Begun;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Operation;
import dev.steward.gateway.audit.Passing;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.route.ServiceRoute;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A trail whose records of inferences are durable when a test says so, and all others at once. */
final class SeenTrail implements Trail {
  private final BlockingQueue<Page> pages = new LinkedBlockingQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /** One record. */
  record Page(
      String name,
      String service,
      Begun begun,
      ShownContent shown,
      CompletableFuture<Boolean> written,
      CompletableFuture<Ended> ending)
      implements OpenRecord {

    void write() {
      written.complete(true);
    }

    void fail() {
      written.completeExceptionally(new IOException("no space left on device"));
    }

    Ended ended() throws Exception {
      return ending.get(20, TimeUnit.SECONDS);
    }

    @Override
    public Optional<String> id() {
      return Optional.of(name);
    }

    @Override
    public Optional<Passing> content() {
      return Optional.of(shown);
    }

    @Override
    public Optional<OpenRecord> part(Instant at) {
      return Optional.empty();
    }

    @Override
    public Optional<OpenRecord> made(Instant at, TaskUid task) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<?> durable() {
      return written;
    }

    @Override
    public void end(Ended ended) {
      if (!ending.complete(ended)) {
        throw new IllegalStateException("it was ended before");
      }
    }
  }

  @Override
  public Optional<OpenRecord> begin(ServiceRoute route, Begun begun) {
    var page =
        new Page(
            "record-" + numbers.incrementAndGet(),
            route.service().path(),
            begun,
            new ShownContent(),
            new CompletableFuture<>(),
            new CompletableFuture<>());
    if (begun.operation() != Operation.INFER) {
      page.write();
    }
    pages.add(page);
    return Optional.of(page);
  }

  /** The next record; waits for it. */
  Page next() throws InterruptedException {
    var page = pages.poll(20, TimeUnit.SECONDS);
    if (page == null) {
      throw new AssertionError("no record was begun");
    }
    return page;
  }

  /** The next record, which is there. */
  Page nextNow() {
    return pages.remove();
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }
}
