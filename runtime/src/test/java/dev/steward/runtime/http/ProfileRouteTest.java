package dev.steward.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileRouteTest {

  @Test
  void a_look_takes_a_minute_at_most() {
    assertThat(ProfileRoute.seconds(Optional.empty())).hasValue(10);
    assertThat(ProfileRoute.seconds(Optional.of("60"))).hasValue(60);
    for (var wrong : new String[] {"0", "61", "-1", "1.5", "x", "", "99999999999"}) {
      assertThat(ProfileRoute.seconds(Optional.of(wrong))).as(wrong).isEmpty();
    }
  }
}
