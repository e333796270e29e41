package dev.steward.sinks.setup;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.sinks.Batch;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Sink;
import java.io.IOException;
import java.util.Optional;

/**
 * A sink that is set up when it is first needed, and anew after a failure, with its secrets as they
 * then are: a Secret that is missing or was replaced is no reason to begin again, or to keep other
 * sinks from beginning.
 */
final class FreshSink implements Sink {

  private final Pace pace;
  private final Opening opening;
  private Optional<Sink> open = Optional.empty();

  /** Sets a sink up. */
  @FunctionalInterface
  interface Opening {
    /** By secrets as they are now; invalid if they are missing or wrong. */
    Checked<Sink> open() throws IOException;
  }

  FreshSink(Pace pace, Opening opening) {
    this.pace = pace;
    this.opening = opening;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public Delivery deliver(Batch batch) throws InterruptedException {
    try {
      return switch (opened()) {
        case Checked.Valid<Sink>(var sink) -> delivered(sink, batch);
        case Checked.Invalid<Sink>(var violation) -> notTaken(violation);
      };
    } catch (IOException e) {
      return new Delivery.NotTaken(
          "its secrets can't be read: " + e.getMessage(), Optional.empty());
    }
  }

  private Checked<Sink> opened() throws IOException {
    return open.isPresent() ? Checked.valid(open.get()) : opening.open();
  }

  private Delivery delivered(Sink sink, Batch batch) throws InterruptedException {
    open = Optional.of(sink);
    var delivery = sink.deliver(batch);
    if (delivery instanceof Delivery.NotTaken) {
      close();
    }
    return delivery;
  }

  private static Delivery notTaken(Violation violation) {
    return new Delivery.NotTaken(violation.message(), Optional.empty());
  }

  @Override
  public void close() {
    open.ifPresent(Sink::close);
    open = Optional.empty();
  }
}
