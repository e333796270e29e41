package dev.steward.runtime.engine;

import ai.onnxruntime.OrtException;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.nio.file.Path;

/** Why a model couldn't be opened on a GPU, in a user's words. */
final class GpuFaults {

  private GpuFaults() {}

  /**
   * The exception to throw.
   *
   * @throws LoadException in its place, when no other device would do either
   */
  static GpuException of(Path file, OrtException e) throws LoadException {
    if (isOfModel(e)) {
      throw LoadFaults.of(file, e);
    }
    return new GpuException(fault(file, e));
  }

  private static LoadException fault(Path file, OrtException e) {
    return LoadFaults.outOfMemory(e)
        ? new LoadException(
            ErrorCode.OUT_OF_MEMORY,
            "spec.accelerator.minMemory",
            "the GPU hasn't memory enough to load " + file.getFileName(),
            "ask for a GPU with more, and for one that nobody else uses")
        : new LoadException(
            ErrorCode.GPU_UNUSABLE,
            "spec.accelerator",
            "the GPU can't be used: " + LoadFaults.told(e),
            "see that the node's driver knows the CUDA of docs/guides/gpus.md and that the image"
                + " has its libraries");
  }

  private static boolean isOfModel(OrtException e) {
    return switch (e.getCode()) {
      case ORT_NO_SUCHFILE,
          ORT_NO_MODEL,
          ORT_INVALID_PROTOBUF,
          ORT_INVALID_GRAPH,
          ORT_NOT_IMPLEMENTED ->
          true;
      default -> false;
    };
  }
}
