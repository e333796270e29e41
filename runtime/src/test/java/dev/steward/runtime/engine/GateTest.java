package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {

  private final Gate gate = new Gate();

  @Test
  void once_closed_it_lets_nobody_in() {
    assertThat(gate.enter()).isTrue();
    gate.leave();
    assertThat(gate.close()).isTrue();
    assertThat(gate.enter()).isFalse();
    assertThat(gate.close()).isFalse();
  }

  @Test
  void closing_waits_for_those_inside() throws Exception {
    assertThat(gate.enter()).isTrue();
    assertThat(gate.enter()).isTrue();
    var closed = new CompletableFuture<Boolean>();
    var closing = Thread.ofPlatform().start(() -> closed.complete(gate.close()));
    while (gate.enter()) {
      gate.leave();
      Thread.onSpinWait();
    }
    gate.leave();
    assertThat(closed).isNotDone();
    gate.leave();
    assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();
    closing.join();
  }
}
