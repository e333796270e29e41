package dev.steward.runtime.torch;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Refusal;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PyTorch's faults in a user's words. */
final class TorchFaults {

  private static final Logger LOG = LoggerFactory.getLogger(TorchFaults.class);

  private static final int MAX_TOLD = 400;

  /** What stands before the message of an error that code of the model met or raised. */
  private static final String INTERPRETER = "failed in the TorchScript interpreter";

  private TorchFaults() {}

  static LoadException ofLoading(Path file, RuntimeException e) {
    var name = String.valueOf(file.getFileName());
    return outOfMemory(e)
        ? new LoadException(
            ErrorCode.OUT_OF_MEMORY,
            "spec.runtime.resources",
            "there isn't memory enough to load " + name,
            "give the pod more memory")
        : new LoadException(
            ErrorCode.MODEL_CORRUPT,
            "spec.model.uri",
            name + " can't be read as TorchScript: " + told(e),
            "save it with torch.jit.save by PyTorch 2.7 or older, and check that it is whole");
  }

  static Refusal ofRun(RuntimeException e) {
    if (outOfMemory(e)) {
      return Refusal.of(
          ErrorCode.OUT_OF_MEMORY,
          "the model needs more memory for this request than there is; send smaller tensors");
    }
    var message = String.valueOf(e.getMessage());
    if (message.contains("for operator 'forward'") || message.startsWith("forward() ")) {
      return Refusal.of(
          ErrorCode.MODEL_UNSUITABLE,
          "%s doesn't go with the model's forward: %s".formatted(SignatureFile.NAME, told(e)));
    }
    if (message.contains(INTERPRETER)) {
      return Refusal.of(ErrorCode.INVALID_TENSOR, "the model can't compute this: " + told(e));
    }
    LOG.error("the model failed: {}", told(e));
    return Refusal.of(ErrorCode.INTERNAL, "the model failed: " + told(e));
  }

  private static boolean outOfMemory(RuntimeException e) {
    var message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("can't allocate memory")
        || message.contains("not enough memory")
        || message.contains("bad_alloc");
  }

  /**
   * What it was, in one line: of a trace the error at its end, without the engine's own frames and
   * without paths of this machine.
   */
  static String told(Throwable e) {
    var message = String.valueOf(e.getMessage());
    int frames = message.indexOf("Exception raised from ");
    var text = frames < 0 ? message : message.substring(0, frames);
    int error = text.lastIndexOf("Error: ");
    int trace = text.indexOf(INTERPRETER);
    if (trace >= 0 && error > trace) {
      text = text.substring(error + "Error: ".length());
    }
    var plain = text.replaceAll("/\\S*/", "").replaceAll("\\s+", " ").strip();
    return plain.length() <= MAX_TOLD ? plain : plain.substring(0, MAX_TOLD - 1) + "…";
  }
}
