package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SolitudeTest {

  private final Solitude solitude = new Solitude();

  private boolean alone() {
    boolean alone = solitude.begins();
    solitude.ends();
    return alone;
  }

  private void awhile() {
    for (int i = 0; i < Solitude.WHILE; i++) {
      assertThat(alone()).isFalse();
    }
  }

  @Test
  void a_run_is_alone_when_those_before_it_were() {
    awhile();
    assertThat(alone()).isTrue();
    assertThat(alone()).isTrue();
  }

  @Test
  void one_run_beside_another_and_it_begins_anew() {
    awhile();
    assertThat(solitude.begins()).isTrue();
    assertThat(solitude.begins()).isFalse();
    solitude.ends();
    solitude.ends();
    awhile();
    assertThat(alone()).isTrue();
  }

  @Test
  void what_begins_beside_another_is_never_alone() {
    awhile();
    assertThat(solitude.begins()).isTrue();
    for (int i = 0; i < 2 * Solitude.WHILE; i++) {
      assertThat(alone()).isFalse();
    }
  }
}
