package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.DeviceChoice.Why;
import dev.steward.runtime.engine.DeviceFacts.Library;
import dev.steward.runtime.engine.DeviceFacts.Visibility;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.testing.GraphFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxDeviceTest {

  private static final DeviceFacts A_GPU = new DeviceFacts(Library.WITH_CUDA, 1, Visibility.SOME);
  private final OrtException noDriver =
      new OrtException(
          OrtErrorCode.ORT_RUNTIME_EXCEPTION,
          "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version");

  @TempDir private Path folder;

  private final List<Device> tried = new ArrayList<>();
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = GraphFile.chain(2, 4).write(folder.resolve("m.onnx"));
  }

  private OnnxDevice device(DeviceWish wish) {
    return new OnnxDevice(wish, DeviceWork.ONE_MODEL, () -> A_GPU, this::opensThere);
  }

  /** The session is the CPU's, in place of one that no test can have. */
  private OnnxModel opensThere(Path model, int threads, Scratch scratch, Device.Cuda gpu)
      throws LoadException {
    tried.add(gpu);
    return OnnxModel.load(model, threads, scratch);
  }

  private OnnxDevice failing(DeviceWish wish, OrtException fault) {
    return new OnnxDevice(
        wish,
        DeviceWork.ONE_MODEL,
        () -> A_GPU,
        (model, _, _, gpu) -> {
          tried.add(gpu);
          throw GpuFaults.of(model, fault);
        });
  }

  private static ErrorCode code(ThrowingCallable loading) {
    var codes = new ArrayList<ErrorCode>();
    assertThatThrownBy(loading)
        .isInstanceOfSatisfying(
            LoadException.class, e -> codes.add(e.failure().lastWords().code()));
    return codes.getFirst();
  }

  @Test
  void models_are_opened_on_the_gpu_that_is_there() throws Exception {
    var device = device(DeviceWish.AUTO);
    assertThat(device.chosen()).isEmpty();
    device.open(file, 1, Scratch.KEPT).close();
    assertThat(tried).containsExactly(new Device.Cuda(0));
    assertThat(device.chosen().orElseThrow().why()).isEqualTo(Why.GPU_FOUND);
  }

  @Test
  void nothing_is_tried_on_a_gpu_where_the_cpu_is_asked_for() throws Exception {
    var device = device(DeviceWish.CPU);
    device.open(file, 1, Scratch.KEPT).close();
    assertThat(tried).isEmpty();
  }

  @Test
  void where_no_session_can_be_had_there_all_models_are_opened_on_the_cpu() throws Exception {
    var device = failing(DeviceWish.AUTO, noDriver);
    device.open(file, 1, Scratch.KEPT).close();
    device.open(file, 1, Scratch.KEPT).close();
    assertThat(tried).hasSize(1);
    var choice = device.chosen().orElseThrow();
    assertThat(choice.device()).isEqualTo(new Device.Cpu());
    assertThat(choice.why()).isEqualTo(Why.NOT_USABLE);
    assertThat(choice.detail().orElseThrow()).contains("driver version is insufficient");
  }

  @Test
  void who_asked_for_a_gpu_is_told_why_it_cannot_be_used() {
    assertThat(code(() -> failing(DeviceWish.GPU, noDriver).open(file, 1, Scratch.KEPT)))
        .isEqualTo(ErrorCode.GPU_UNUSABLE);
  }

  @Test
  void a_gpu_with_too_little_memory_is_told_as_such() {
    var fault =
        new OrtException(OrtErrorCode.ORT_RUNTIME_EXCEPTION, "CUDA failure 2: out of memory");
    assertThat(code(() -> failing(DeviceWish.GPU, fault).open(file, 1, Scratch.KEPT)))
        .isEqualTo(ErrorCode.OUT_OF_MEMORY);
  }

  @Test
  void a_model_that_no_device_takes_is_no_fault_of_the_gpu() {
    var device =
        failing(
            DeviceWish.AUTO,
            new OrtException(OrtErrorCode.ORT_INVALID_PROTOBUF, "Protobuf parsing failed."));
    assertThat(code(() -> device.open(file, 1, Scratch.KEPT))).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(device.chosen().orElseThrow().why()).isEqualTo(Why.GPU_FOUND);
  }

  @Test
  void asked_for_a_gpu_the_default_build_says_that_it_cannot() {
    var device = OnnxDevice.of(DeviceWish.GPU, DeviceWork.ONE_MODEL);
    assertThat(code(() -> device.open(file, 1, Scratch.KEPT))).isEqualTo(ErrorCode.GPU_UNUSABLE);
  }
}
