package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.engine.DeviceFacts.Visibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFactsTest {

  @TempDir private Path devices;

  @Test
  void a_gpu_is_a_numbered_file_of_the_driver() throws Exception {
    for (var name : new String[] {"nvidiactl", "nvidia-uvm", "nvidia-caps", "null"}) {
      Files.createFile(devices.resolve(name));
    }
    assertThat(DeviceFacts.gpus(devices)).isZero();
    Files.createFile(devices.resolve("nvidia0"));
    Files.createFile(devices.resolve("nvidia11"));
    assertThat(DeviceFacts.gpus(devices)).isEqualTo(2);
  }

  @Test
  void where_there_are_no_devices_there_is_no_gpu() {
    assertThat(DeviceFacts.gpus(devices.resolve("none"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'', NONE", "' ', NONE", "-1, NONE", "'-1,0', NONE", "0, SOME", "'0,-1', SOME"})
  void cuda_sees_the_gpus_before_the_first_that_is_none(String list, Visibility visibility) {
    assertThat(DeviceFacts.visibility(Map.of("CUDA_VISIBLE_DEVICES", list))).isEqualTo(visibility);
  }

  @Test
  void cuda_sees_all_where_nothing_says_otherwise() {
    assertThat(DeviceFacts.visibility(Map.of())).isEqualTo(Visibility.SOME);
  }

  @Test
  void the_library_of_the_default_build_is_the_one_for_cpus() {
    assertThat(DeviceFacts.ofThisProcess().library()).isEqualTo(DeviceFacts.Library.CPU_ALONE);
  }
}
