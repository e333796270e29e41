package dev.steward.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileRouteTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "[0:0:0:0:0:0:0:1]"})
  void the_machine_itself_may_look(String address) {
    assertThat(ProfileRoute.isLocal(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "192.168.1.1", "fe80::1", "[fd00::2]", "", "localhost", "x"})
  void nobody_else_may(String address) {
    assertThat(ProfileRoute.isLocal(address)).isFalse();
  }

  @Test
  void a_look_takes_a_minute_at_most() {
    assertThat(ProfileRoute.seconds(null)).hasValue(10);
    assertThat(ProfileRoute.seconds("60")).hasValue(60);
    for (var wrong : new String[] {"0", "61", "-1", "1.5", "x", "", "99999999999"}) {
      assertThat(ProfileRoute.seconds(wrong)).as(wrong).isEmpty();
    }
  }
}
