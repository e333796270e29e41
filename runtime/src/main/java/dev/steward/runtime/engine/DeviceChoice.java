package dev.steward.runtime.engine;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.util.Optional;

/**
 * On what a process computes.
 *
 * @param detail of the reason, for people; empty where that says all
 */
public record DeviceChoice(Device device, Why why, Optional<String> detail) {

  /** The field of the runtime's environment that says what is wished. */
  public static final String FIELD = "STEWARD_DEVICE";

  /** Why it is that device. */
  public enum Why {
    GPU_FOUND("gpu_found", "a GPU is there and ONNX Runtime's library can use it"),
    CPU_ASKED("cpu_asked", FIELD + " asks for it"),
    NO_LIBRARY("no_library", "this runtime's ONNX Runtime is the one for CPUs"),
    NO_GPU("no_gpu", "the container has no GPU of NVIDIA's"),
    HIDDEN("hidden", "CUDA_VISIBLE_DEVICES hides all GPUs"),
    WRITING("writing", "models that write texts are computed on the CPU"),
    MANY_MODELS("many_models", "the models of a repository are computed on the CPU"),
    NOT_USABLE("not_usable", "no model can be opened on the GPU");

    private final String label;
    private final String text;

    Why(String label, String text) {
      this.label = label;
      this.text = text;
    }

    /** As metrics have it. */
    public String label() {
      return label;
    }

    /** In words. */
    public String text() {
      return text;
    }
  }

  public DeviceChoice {
    requireNonNull(device, "device");
    requireNonNull(why, "why");
    requireNonNull(detail, "detail");
  }

  /**
   * Chooses. Of several GPUs it is the first: a process has one copy of a model.
   *
   * <p>Nothing but a GPU will do for {@link DeviceWish#GPU}: who pays for one is told that it isn't
   * used, and why, in place of being served slowly.
   */
  public static Checked<DeviceChoice> of(DeviceWish wish, DeviceWork work, DeviceFacts facts) {
    var obstacle = obstacle(wish, work, facts);
    if (obstacle.isEmpty()) {
      return Checked.valid(new DeviceChoice(new Device.Cuda(0), Why.GPU_FOUND, Optional.empty()));
    }
    var why = obstacle.get();
    return wish == DeviceWish.GPU
        ? new Checked.Invalid<>(
            new Violation(FIELD, "asks for a GPU, and " + why.text(), remedy(why)))
        : Checked.valid(new DeviceChoice(new Device.Cpu(), why, Optional.empty()));
  }

  /** What a user can do least about comes first. */
  private static Optional<Why> obstacle(DeviceWish wish, DeviceWork work, DeviceFacts facts) {
    if (wish == DeviceWish.CPU) {
      return Optional.of(Why.CPU_ASKED);
    }
    return switch (work) {
      case WRITING -> Optional.of(Why.WRITING);
      case MANY_MODELS -> Optional.of(Why.MANY_MODELS);
      case ONE_MODEL -> obstacle(facts);
    };
  }

  private static Optional<Why> obstacle(DeviceFacts facts) {
    if (facts.library() == DeviceFacts.Library.CPU_ALONE) {
      return Optional.of(Why.NO_LIBRARY);
    }
    if (facts.gpus() == 0) {
      return Optional.of(Why.NO_GPU);
    }
    return facts.visibility() == DeviceFacts.Visibility.NONE
        ? Optional.of(Why.HIDDEN)
        : Optional.empty();
  }

  private static String remedy(Why why) {
    return switch (why) {
      case NO_LIBRARY -> "use the runtime's image with CUDA, as docs/guides/gpus.md says";
      case NO_GPU ->
          "see whether the node gives its containers GPUs, by its device plugin and often by"
              + " spec.accelerator.runtimeClassName";
      case HIDDEN -> "take CUDA_VISIBLE_DEVICES away";
      case WRITING, MANY_MODELS -> "ask for no GPU";
      case GPU_FOUND, CPU_ASKED, NOT_USABLE -> "see docs/guides/gpus.md";
    };
  }

  /** The CPU in place of a GPU on which nothing could be opened. */
  DeviceChoice insteadOfGpu(String found) {
    return new DeviceChoice(new Device.Cpu(), Why.NOT_USABLE, Optional.of(found));
  }

  /** For the log. */
  String text() {
    return device.text() + ": " + why.text() + detail.map(it -> ": " + it).orElse("");
  }
}
