package dev.steward.runtime.pipeline;

import java.util.Optional;

/**
 * A stage after the first one, at work.
 *
 * @param port its door
 * @param stage what it computes
 * @param next the stage after it; empty for the last one
 */
public record LaterStage(StagePort port, LocalStage stage, Optional<RemoteStage> next)
    implements AutoCloseable {

  /** Why it or a stage after it can't compute; empty if they can. */
  public Optional<String> missing() {
    return next.flatMap(RemoteStage::missing);
  }

  @Override
  public void close() {
    port.close();
    stage.close();
  }
}
