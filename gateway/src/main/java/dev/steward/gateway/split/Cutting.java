package dev.steward.gateway.split;

import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.DataSharding;
import dev.steward.protocol.rows.EmbeddingsBatch;
import dev.steward.protocol.rows.InferBatch;
import dev.steward.protocol.rows.Scanned;
import java.util.Optional;

/** How requests of one path are cut. */
sealed interface Cutting {

  /** How the requests at {@code target} are cut; empty: they aren't. */
  static Optional<Cutting> of(String target, DataSharding sharding) {
    var query = target.indexOf('?');
    var path = query < 0 ? target : target.substring(0, query);
    if (path.equals("/v1/embeddings")) {
      return Optional.of(new OfTexts());
    }
    return path.startsWith("/v2/models/") && path.endsWith("/infer")
        ? Optional.of(new OfTensors(sharding.aggregate()))
        : Optional.empty();
  }

  /** Looks for the rows of a body. */
  Scanned scan(byte[] body);

  /** Whether one pod's answer to the whole is what the client is to get. */
  boolean wholeIsRight();

  /** {@code /v1/embeddings}: a vector for each text, whatever becomes of rows elsewhere. */
  record OfTexts() implements Cutting {
    @Override
    public Scanned scan(byte[] body) {
      return EmbeddingsBatch.scan(body);
    }

    @Override
    public boolean wholeIsRight() {
      return true;
    }
  }

  /** {@code /v2/models/NAME/infer}, with or without a version. */
  record OfTensors(Aggregate aggregate) implements Cutting {
    @Override
    public Scanned scan(byte[] body) {
      return InferBatch.scan(body, aggregate);
    }

    @Override
    public boolean wholeIsRight() {
      return aggregate == Aggregate.CONCAT;
    }
  }
}
