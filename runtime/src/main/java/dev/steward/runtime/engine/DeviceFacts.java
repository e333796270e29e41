package dev.steward.runtime.engine;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What there is to compute on.
 *
 * @param library whether ONNX Runtime's library can use GPUs
 * @param gpus how many GPUs the container was given
 * @param visibility whether CUDA may see them
 */
public record DeviceFacts(Library library, int gpus, Visibility visibility) {

  /** What ONNX Runtime's library was built for. */
  public enum Library {
    CPU_ALONE,
    WITH_CUDA
  }

  /** What {@code CUDA_VISIBLE_DEVICES} lets a process see. */
  public enum Visibility {
    SOME,
    /** It is empty, or begins with a number that no GPU has. */
    NONE
  }

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  public DeviceFacts {
    requireNonNull(library, "library");
    requireNonNull(visibility, "visibility");
    if (gpus < 0) {
      throw new IllegalArgumentException("fewer than no GPU: " + gpus);
    }
  }

  /** Those of this process, for which it loads ONNX Runtime's library. */
  static DeviceFacts ofThisProcess() {
    return new DeviceFacts(built(), gpus(Path.of("/dev")), visibility(System.getenv()));
  }

  private static Library built() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)
        ? Library.WITH_CUDA
        : Library.CPU_ALONE;
  }

  /** NVIDIA's driver has a file for each GPU; of a part of one (MIG) that of the whole. */
  static int gpus(Path devices) {
    try (var found = Files.newDirectoryStream(devices, "nvidia[0-9]*")) {
      var count = 0;
      for (var _ : found) {
        count++;
      }
      return count;
    } catch (IOException e) {
      return 0;
    }
  }

  /** CUDA reads a list of numbers or names up to the first that no GPU has, which -1 is. */
  static Visibility visibility(Map<String, String> environment) {
    var list = environment.get(VISIBLE);
    return list != null && (list.isBlank() || list.strip().startsWith("-"))
        ? Visibility.NONE
        : Visibility.SOME;
  }
}
