package dev.steward.operator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplicaAddressesTest {

  @Test
  void host_port_and_count_are_read() {
    assertThat(ReplicaAddresses.parse("steward-gateway.steward.svc:8081=2"))
        .isEqualTo(new ReplicaAddresses("steward-gateway.steward.svc", 8081, 2));
  }

  @Test
  void a_text_without_a_count_is_refused() {
    assertThatThrownBy(() -> ReplicaAddresses.parse("steward:8081"))
        .hasMessage("not HOST:PORT=REPLICAS: steward:8081");
  }
}
