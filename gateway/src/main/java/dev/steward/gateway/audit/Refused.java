package dev.steward.gateway.audit;

import dev.steward.core.task.TaskUid;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The record of a request that may not be answered, for there can be no record of it. */
public record Refused() implements Trail.OpenRecord {
  private static final CompletableFuture<?> NEVER =
      CompletableFuture.failedFuture(new Unrecorded());

  @Override
  public Optional<String> id() {
    return Optional.empty();
  }

  @Override
  public CompletionStage<?> durable() {
    return NEVER;
  }

  @Override
  public Optional<Trail.OpenRecord> part(Instant at) {
    return Optional.of(this);
  }

  @Override
  public Optional<Trail.OpenRecord> made(Instant at, TaskUid task) {
    return Optional.of(this);
  }

  @Override
  public void end(Ended ended) {}
}
