package dev.steward.operator.plan;

import dev.steward.core.model.ModelTask;
import dev.steward.operator.plan.AcceleratorSettings.Driver;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;

/**
 * Steward's own runtime on GPUs: an image of its own, told by a variable that nothing but a GPU
 * will do. A revision keeps the one that it was made with, as it keeps its image.
 */
public final class GpuRuntime {

  private static final String DEVICE = "STEWARD_DEVICE";
  private static final String GPU = "Gpu";

  private GpuRuntime() {}

  /** The image of a service's new revisions if they are computed on its GPUs. */
  static Optional<String> image(ServiceSettings settings, PlanSettings plan) {
    return asksOwnRuntime(settings) && obstacle(settings).isEmpty()
        ? plan.cudaImage()
        : Optional.empty();
  }

  /** Has the runtime of a pod compute on a GPU or give up. */
  static void ask(PodTemplateSpec template) {
    runtime(template).getEnv().add(RuntimePod.variable(DEVICE, GPU));
  }

  /** Has it do as pods do that are there already. */
  static void askAs(PodTemplateSpec present, PodTemplateSpec template) {
    if (isAskedIn(present)) {
      ask(template);
    }
  }

  /**
   * What to tell whoever asks for GPUs that a revision isn't computed on; empty where it is, where
   * none is asked for, and of images that the service names, of which nobody here knows.
   */
  public static Optional<String> unused(
      ServiceSettings settings, PlanSettings plan, Revision revision) {
    if (!asksOwnRuntime(settings) || isAskedIn(revision.template())) {
      return Optional.empty();
    }
    return Optional.of(
        "spec.accelerator: GPUs are held, and models are computed on the CPU, since "
            + obstacle(settings)
                .orElse(
                    plan.cudaImage().isPresent()
                        ? "this revision is from before there was a runtime for GPUs; change the"
                            + " spec to get another"
                        : "this installation has no runtime for GPUs; set runtime.cudaImage of"
                            + " the chart, or take spec.accelerator away")
            + ".");
  }

  private static boolean asksOwnRuntime(ServiceSettings settings) {
    return settings.accelerator().isPresent() && settings.image().isEmpty();
  }

  /** Why no runtime of Steward's would use the GPUs. */
  private static Optional<String> obstacle(ServiceSettings settings) {
    if (settings.runtime().task() == ModelTask.GENERATION) {
      return Optional.of(
          "models that write texts are; take spec.accelerator away, or name an engine by"
              + " spec.runtime.image");
    }
    return settings.accelerator().filter(it -> !isNvidia(it)).isPresent()
        ? Optional.of("the runtime knows NVIDIA's GPUs alone; name an engine by spec.runtime.image")
        : Optional.empty();
  }

  /** Of a DeviceClass its name is all that is known; NVIDIA's driver brings such names. */
  private static boolean isNvidia(AcceleratorSettings accelerator) {
    return switch (accelerator.source()) {
      case Plugin plugin -> plugin.resource().startsWith("nvidia.com/");
      case Driver driver -> driver.deviceClass().endsWith(".nvidia.com");
    };
  }

  private static boolean isAskedIn(PodTemplateSpec template) {
    return Optional.ofNullable(runtime(template).getEnv()).orElse(List.of()).stream()
        .map(EnvVar::getName)
        .anyMatch(DEVICE::equals);
  }

  private static Container runtime(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst();
  }
}
