package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.observe.PortClaims.Written;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortClaimsTest {

  private final PortClaims claims = new PortClaims();

  @Test
  void a_service_keeps_its_port() {
    var first = claims.claim("a", List::of);
    assertThat(claims.claim("a", List::of)).isEqualTo(first);
  }

  @Test
  void a_new_leader_finds_what_is_written() {
    var written = List.of(new Written("a", new GatewayPort(20123)));
    assertThat(claims.claim("a", () -> written)).contains(new GatewayPort(20123));
  }

  @Test
  void what_is_written_for_another_is_taken() {
    var wanted = claims.claim("a", List::of).orElseThrow();
    var written = List.of(new Written("b", wanted));
    assertThat(new PortClaims().claim("a", () -> written))
        .isPresent()
        .isNotEqualTo(Optional.of(wanted));
  }

  @Test
  void of_two_that_are_written_with_one_port_one_moves() {
    var port = new GatewayPort(20123);
    var written = List.of(new Written("a", port), new Written("b", port));
    assertThat(claims.claim("a", () -> written)).isNotEqualTo(claims.claim("b", () -> written));
  }

  @Test
  void workers_never_share_a_port_and_the_last_one_goes_without() {
    var size = GatewayPort.LAST - GatewayPort.FIRST + 1;
    var ports =
        IntStream.range(0, size)
            .parallel()
            .mapToObj(i -> claims.claim("service-" + i, List::of).orElseThrow())
            .collect(Collectors.toSet());
    assertThat(ports).hasSize(size);
    assertThat(claims.claim("one-too-many", List::of)).isEmpty();
    claims.retain(
        IntStream.range(1, size).mapToObj(i -> "service-" + i).collect(Collectors.toSet()));
    assertThat(claims.claim("one-too-many", List::of)).isPresent();
  }
}
