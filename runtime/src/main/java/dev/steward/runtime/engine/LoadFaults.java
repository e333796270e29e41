package dev.steward.runtime.engine;

import ai.onnxruntime.OrtException;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** ONNX Runtime's faults in a user's words. */
final class LoadFaults {

  private static final int MAX_TOLD = 400;

  /** Where in ONNX Runtime's own source a fault arose: nothing a user can act on. */
  private static final Pattern SOURCE = Pattern.compile("\\S+\\.(cc|h|cpp):\\d+\\s+\\S.*?\\)\\s+");

  private LoadFaults() {}

  static LoadException of(Path file, OrtException e) {
    var name = String.valueOf(file.getFileName());
    if (outOfMemory(e)) {
      return new LoadException(
          ErrorCode.OUT_OF_MEMORY,
          "spec.runtime.resources",
          "there isn't memory enough to load " + name,
          "give the pod more memory");
    }
    return switch (e.getCode()) {
      case ORT_NOT_IMPLEMENTED ->
          new LoadException(
              ErrorCode.MODEL_UNSUITABLE,
              "spec.model.uri",
              name + " uses what this runtime doesn't have: " + told(e),
              "export it with operators of ONNX Runtime 1.28");
      default ->
          new LoadException(
              ErrorCode.MODEL_CORRUPT,
              "spec.model.uri",
              name + " can't be read as an ONNX model: " + told(e),
              "check that it is whole and an .onnx file");
    };
  }

  static boolean outOfMemory(OrtException e) {
    var message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("bad_alloc")
        || message.contains("bad allocation")
        || message.contains("failed to allocate")
        || message.contains("out of memory");
  }

  /** The message without places in the engine's source and without paths of this machine. */
  static String told(OrtException e) {
    var message = String.valueOf(e.getMessage());
    var plain =
        SOURCE
            .matcher(message)
            .replaceAll("")
            .replaceAll("/\\S*/", "")
            .replaceAll("\\s+", " ")
            .replaceFirst("^Error code - \\w+ - message: ", "")
            .strip();
    return plain.length() <= MAX_TOLD ? plain : plain.substring(0, MAX_TOLD - 1) + "…";
  }
}
