package dev.steward.sinks.to;

import dev.steward.sinks.Batch;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Sink;
import dev.steward.store.write.OutputPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts batches into an object store as files of lines of JSON, each under {@code
 * ORIGIN/FIRST-LAST.jsonl} with twelve digits for an index. An object is written once: the same
 * batch again finds it there. Files that were cut otherwise after an end in between may overlap.
 */
public final class ObjectSink implements Sink {

  /** Its pace. */
  public static final Pace PACE = new Pace(4096, Duration.ofMinutes(1));

  private final OutputPlace place;

  /** A sink that writes below a place, and closes it. */
  public ObjectSink(OutputPlace place) {
    this.place = place;
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public Delivery deliver(Batch batch) {
    var name =
        "%s/%012d-%012d.jsonl"
            .formatted(
                batch.origin().replaceAll("[^A-Za-z0-9./_-]", "_"), batch.first(), batch.last());
    try {
      var _ = place.create(name, JsonLines.of(batch));
      return new Delivery.Taken(0);
    } catch (IOException e) {
      return new Delivery.NotTaken(
          e.getMessage() == null ? e.toString() : e.getMessage(), Optional.empty());
    }
  }

  @Override
  public void close() {
    place.close();
  }
}
