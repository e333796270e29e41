package dev.steward.runtime.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Map;

/** How ONNX Runtime uses a GPU; ADR 34 says why. */
final class CudaSettings {

  static final Map<String, String> OPTIONS =
      Map.of(
          // As much as is needed, not the next power of two.
          "arena_extend_strategy",
          "kSameAsRequested",
          // Texts and images have many shapes, and an exhaustive search is made for each.
          "cudnn_conv_algo_search",
          "HEURISTIC",
          // Floats keep their 24 bits, as on the CPU.
          "use_tf32",
          "0");

  private CudaSettings() {}

  /** Of one GPU; whoever asks closes them. */
  static OrtCUDAProviderOptions of(Device.Cuda gpu) throws OrtException {
    var options = new OrtCUDAProviderOptions(gpu.number());
    try {
      for (var option : OPTIONS.entrySet()) {
        options.add(option.getKey(), option.getValue());
      }
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
