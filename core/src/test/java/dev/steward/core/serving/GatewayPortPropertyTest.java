package dev.steward.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class GatewayPortPropertyTest {

  @Property
  void no_two_services_get_one_port(@ForAll @Size(max = 200) Set<String> uids) {
    var taken = new HashSet<GatewayPort>();
    for (var uid : uids) {
      assertThat(taken.add(GatewayPort.allocate(uid, taken))).isTrue();
    }
  }

  @Property
  void a_service_gets_the_same_port_again_while_it_is_free(@ForAll String uid) {
    assertThat(GatewayPort.allocate(uid, Set.of())).isEqualTo(GatewayPort.allocate(uid, Set.of()));
  }

  @Example
  void the_last_free_port_is_found_and_then_none() {
    var all =
        IntStream.rangeClosed(GatewayPort.FIRST, GatewayPort.LAST)
            .mapToObj(GatewayPort::new)
            .collect(Collectors.toSet());
    var free = new GatewayPort(23456);
    all.remove(free);
    assertThat(GatewayPort.allocate("any", all)).isEqualTo(free);
    all.add(free);
    assertThatThrownBy(() -> GatewayPort.allocate("any", all))
        .isInstanceOf(IllegalStateException.class);
  }
}
