package dev.steward.protocol.rows;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.Rows;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Batches and answers as text. */
final class Scripted {

  private Scripted() {}

  static Scanned scan(String body, Aggregate aggregate) {
    return InferBatch.scan(body.getBytes(StandardCharsets.UTF_8), aggregate);
  }

  static Batch batch(String body, Aggregate aggregate) {
    return cuttable(scan(body, aggregate));
  }

  static Batch embeddings(String body) {
    return cuttable(EmbeddingsBatch.scan(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Batch cuttable(Scanned scanned) {
    return switch (scanned) {
      case Scanned.Cuttable(var batch) -> batch;
      case Scanned.Single() -> throw new AssertionError("a single row");
      case Scanned.Opaque(var refusal) -> throw new AssertionError(refusal.message());
      case Scanned.Refused(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  static String part(Batch batch, int from, int to) {
    return new String(batch.part(new Rows(from, to)), StandardCharsets.UTF_8);
  }

  static Batch.Answered answered(int from, int to, String body) {
    return new Batch.Answered(new Rows(from, to), body.getBytes(StandardCharsets.UTF_8));
  }

  static String joined(Batch batch, Batch.Answered... answers) {
    return switch (batch.join(List.of(answers))) {
      case Outcome.Done<byte[]>(var body) -> new String(body, StandardCharsets.UTF_8);
      case Outcome.Refused<byte[]>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  static Refusal refused(Batch batch, Batch.Answered... answers) {
    return switch (batch.join(List.of(answers))) {
      case Outcome.Done<byte[]>(var body) ->
          throw new AssertionError(new String(body, StandardCharsets.UTF_8));
      case Outcome.Refused<byte[]>(var refusal) -> refusal;
    };
  }
}
