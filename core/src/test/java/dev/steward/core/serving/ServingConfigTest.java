package dev.steward.core.serving;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingConfigTest {

  @Test
  void weights_that_dont_sum_to_a_hundred_are_refused() {
    assertThatThrownBy(
            () -> config(Duration.ofSeconds(60), new ServingConfig.Revision("m-1", 90, "m-1")))
        .hasMessageContaining("sum to 90");
  }

  @Test
  void a_timeout_is_positive() {
    assertThatThrownBy(() -> config(Duration.ZERO)).hasMessageContaining("positive");
  }

  private static ServingConfig config(Duration timeout, ServingConfig.Revision... revisions) {
    return new ServingConfig(
        new ServiceId("team-a", "m", "1"),
        new GatewayPort(20017),
        "m",
        List.of(),
        timeout,
        Optional.of(HoldPolicy.defaults()),
        List.of(revisions));
  }
}
