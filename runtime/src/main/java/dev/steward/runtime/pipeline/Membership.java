package dev.steward.runtime.pipeline;

import dev.steward.core.runtime.StageConfig;
import java.util.Optional;

/**
 * Who a process is among the stages, and whether a caller belongs to it.
 *
 * @param stage of this process
 * @param stages of the model
 * @param incarnation of the group
 * @param plan the model's digest and the cut
 */
public record Membership(int stage, int stages, String incarnation, String plan) {

  /** The process that {@code config} describes, with a model of that digest. */
  public static Membership of(StageConfig config, String digest) {
    return new Membership(
        config.index(),
        config.stages(),
        config.incarnation(),
        digest + "/" + config.cut().layers() + config.cut().starts());
  }

  Frame.Hello hello() {
    return new Frame.Hello(stage, incarnation, plan);
  }

  /** Why a caller isn't the stage before this one; empty if it is. */
  Optional<String> stranger(Frame.Hello hello) {
    if (!hello.incarnation().equals(incarnation)) {
      return Optional.of(
          "this is incarnation %s of the group, not %s"
              .formatted(incarnation, hello.incarnation()));
    }
    if (!hello.plan().equals(plan)) {
      return Optional.of("the stages have different models or cuts");
    }
    if (hello.stage() != stage - 1) {
      return Optional.of(
          "stage %d is called by stage %d, not by %d".formatted(stage, stage - 1, hello.stage()));
    }
    return Optional.empty();
  }

  /** The next stage, for messages. */
  String next() {
    return "stage %d of %d".formatted(stage + 1, stages);
  }
}
