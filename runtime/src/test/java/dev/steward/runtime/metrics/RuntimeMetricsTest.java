package dev.steward.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.engine.DeviceWish;
import dev.steward.runtime.engine.DeviceWork;
import dev.steward.runtime.engine.OnnxDevice;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimeMetricsTest {

  private static final String A = "v1:sha256:" + "a".repeat(64);
  private static final String B = "v1:sha256:" + "b".repeat(64);

  private final RuntimeMetrics metrics = new RuntimeMetrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  private String told() {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("steward_runtime_policy_"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static String shown(int changes, String digest) {
    return "steward_runtime_policy_changes_total %.1f".formatted((double) changes)
        + (digest.isEmpty()
            ? ""
            : "\nsteward_runtime_policy_info{digest=\"%s\"} 1".formatted(digest));
  }

  @Test
  void the_policy_of_the_last_request_is_shown_and_no_other() {
    assertThat(told()).isEqualTo(shown(0, ""));
    metrics.asked(A);
    metrics.asked(A);
    assertThat(told()).isEqualTo(shown(1, A));
    metrics.asked(B);
    assertThat(told()).isEqualTo(shown(2, B));
    metrics.asked(null);
    assertThat(told()).isEqualTo(shown(3, ""));
  }

  @Test
  void the_device_is_shown_once_it_is_known() throws Exception {
    var device = OnnxDevice.of(DeviceWish.CPU, DeviceWork.ONE_MODEL);
    metrics.computesOn(device);
    assertThat(metrics.scrape()).doesNotContain("steward_runtime_device_info");
    device.choose();
    assertThat(metrics.scrape())
        .contains("steward_runtime_device_info{device=\"cpu\",why=\"cpu_asked\"} 1");
  }

  @Test
  void two_gateways_that_disagree_are_seen() {
    for (var i = 0; i < 10; i++) {
      metrics.asked(i % 2 == 0 ? A : B);
    }
    assertThat(told()).startsWith(shown(10, ""));
  }

  @Test
  void what_is_no_digest_is_passed_over() {
    metrics.asked(A);
    metrics.asked("rubbish");
    metrics.asked("x".repeat(10_000));
    assertThat(told()).isEqualTo(shown(1, A));
  }
}
