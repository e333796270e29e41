package dev.steward.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkTest {

  private final Link link = Link.none("stage 1 isn't there");

  @Test
  void what_is_said_twice_changes_something_once() throws Exception {
    assertThat(link.take(new Frame.Ready())).isTrue();
    assertThat(link.take(new Frame.Ready())).isFalse();
    assertThat(link.missing()).isEmpty();
    assertThat(link.take(new Frame.Busy("stage 2 is gone"))).isTrue();
    assertThat(link.take(new Frame.Busy("stage 2 is gone"))).isFalse();
    assertThat(link.take(new Frame.Busy("stage 3 is gone"))).isTrue();
    assertThat(link.missing()).contains("stage 3 is gone");
    assertThat(link.take(new Frame.Ready())).isTrue();
  }
}
