package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.runtime.engine.DeviceChoice.Why;
import dev.steward.runtime.engine.DeviceFacts.Library;
import dev.steward.runtime.engine.DeviceFacts.Visibility;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceChoiceTest {

  private static final DeviceFacts ALL_THERE =
      new DeviceFacts(Library.WITH_CUDA, 2, Visibility.SOME);

  private static DeviceChoice chosen(DeviceWish wish, DeviceWork work, DeviceFacts facts) {
    return DeviceChoice.of(wish, work, facts).orThrow(v -> new IllegalStateException(v.message()));
  }

  @ParameterizedTest
  @CsvSource({"AUTO", "GPU"})
  void of_several_gpus_it_is_the_first(DeviceWish wish) {
    assertThat(chosen(wish, DeviceWork.ONE_MODEL, ALL_THERE))
        .isEqualTo(new DeviceChoice(new Device.Cuda(0), Why.GPU_FOUND, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_MODEL, CPU_ALONE, 2, SOME, NO_LIBRARY, the one for CPUs",
    "ONE_MODEL, CPU_ALONE, 0, NONE, NO_LIBRARY, the one for CPUs",
    "ONE_MODEL, WITH_CUDA, 0, SOME, NO_GPU, has no GPU",
    "ONE_MODEL, WITH_CUDA, 1, NONE, HIDDEN, CUDA_VISIBLE_DEVICES",
    "WRITING, WITH_CUDA, 1, SOME, WRITING, models that write texts",
    "MANY_MODELS, WITH_CUDA, 1, SOME, MANY_MODELS, the models of a repository"
  })
  void whatever_is_missing_it_is_the_cpu_unless_a_gpu_was_asked_for(
      DeviceWork work, Library library, int gpus, Visibility visibility, Why why, String told) {
    var facts = new DeviceFacts(library, gpus, visibility);
    assertThat(chosen(DeviceWish.AUTO, work, facts))
        .isEqualTo(new DeviceChoice(new Device.Cpu(), why, Optional.empty()));
    assertThat(DeviceChoice.of(DeviceWish.GPU, work, facts))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message())
                    .startsWith("STEWARD_DEVICE: asks for a GPU, and ")
                    .contains(told)
                    .contains("; "));
  }

  @ParameterizedTest
  @CsvSource({"ONE_MODEL", "WRITING", "MANY_MODELS"})
  void the_cpu_is_taken_where_it_is_asked_for(DeviceWork work) {
    assertThat(chosen(DeviceWish.CPU, work, ALL_THERE).why()).isEqualTo(Why.CPU_ASKED);
  }

  @Test
  void what_is_told_is_the_device_and_why() {
    var choice = chosen(DeviceWish.AUTO, DeviceWork.ONE_MODEL, ALL_THERE);
    assertThat(choice.text())
        .isEqualTo("cuda:0: a GPU is there and ONNX Runtime's library can use it");
    assertThat(choice.insteadOfGpu("no driver").text())
        .isEqualTo("cpu: no model can be opened on the GPU: no driver");
  }

  @Test
  void a_wish_is_read_as_it_is_written() {
    for (var wish : DeviceWish.values()) {
      assertThat(DeviceWish.read("F", wish.text())).isEqualTo(Checked.valid(wish));
    }
    assertThat(DeviceWish.read("F", "cuda"))
        .isEqualTo(Checked.invalid("F", "\"cuda\" is nothing to compute on", "use Auto, Gpu, Cpu"));
  }
}
