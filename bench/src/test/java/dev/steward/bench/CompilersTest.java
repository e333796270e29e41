package dev.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CompilersTest {

  @Test
  void the_ticks_of_a_compilers_thread_are_counted_and_no_others() {
    var fields = " S 1 2 3 4 5 6 7 8 9 10 250 40 0 0 20 0 12";
    assertThat(Compilers.ticks("4711 (C2 CompilerThre)" + fields)).isEqualTo(290);
    assertThat(Compilers.ticks("4712 (C1 CompilerThre)" + fields)).isEqualTo(290);
    assertThat(Compilers.ticks("4713 (inference-1)" + fields)).isZero();
    assertThat(Compilers.ticks("4714 (a) b (C1)" + fields)).isZero();
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void this_process_has_compiled_something() throws Exception {
    while (Compilers.of(ProcessHandle.current().pid()).isZero()) {
      Thread.onSpinWait();
    }
  }
}
