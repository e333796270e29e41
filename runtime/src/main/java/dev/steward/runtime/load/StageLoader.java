package dev.steward.runtime.load;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.runtime.StageConfig;
import dev.steward.runtime.cut.StageFiles;
import dev.steward.runtime.cut.StageGraph;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.inspect.InspectedModel;
import dev.steward.runtime.inspect.Inspector;
import dev.steward.runtime.pipeline.Membership;
import dev.steward.runtime.pipeline.StagePart;
import java.nio.file.Path;

/** Loads the part of a model that one stage computes. */
final class StageLoader {

  private final Path cache;
  private final OnnxDevice device;
  private final int threadsPerRun;

  /**
   * Keeps parts in a folder.
   *
   * @param device that computes them
   * @param threadsPerRun that the engine may use for one run
   */
  StageLoader(Path cache, OnnxDevice device, int threadsPerRun) {
    this.cache = cache;
    this.device = device;
    this.threadsPerRun = threadsPerRun;
  }

  /**
   * A stage that can compute.
   *
   * @param whole the facts of the model that it is a part of
   */
  record Loaded(InspectedModel whole, StagePart part, Membership membership) {}

  /**
   * Cuts the stage out of the model's file and loads it.
   *
   * @throws LoadException when that isn't the model that was planned with, or can't be loaded
   */
  Loaded load(Path graph, StageConfig stage) throws LoadException {
    var model = Inspector.inspect(graph);
    if (model.layers().size() != stage.cut().layers()) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "the model has %d layers, and it was planned with %d"
              .formatted(model.layers().size(), stage.cut().layers()),
          "give the model a digest, so that it can't change, or apply the service again");
    }
    var digest = StageFiles.digest(model);
    var file = new StageFiles(cache).file(model, digest, stage.cut(), stage.index());
    var graphOfStage = StageGraph.of(model, stage.cut(), stage.index());
    var part =
        new StagePart(
            device.open(file, threadsPerRun, Scratch.KEPT),
            graphOfStage.takes(),
            graphOfStage.gives(),
            graphOfStage.passes());
    return new Loaded(model, part, Membership.of(stage, digest.hex()));
  }
}
