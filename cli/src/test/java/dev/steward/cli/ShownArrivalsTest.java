package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ShownArrivalsTest {

  private static final long GIB = 1L << 30;
  private static final Arrival HALF =
      new Arrival(
          Phase.DOWNLOADING, GIB, OptionalLong.of(2 * GIB), GIB / 2, GIB / 10, Optional.empty());

  @Test
  void each_model_says_how_far_it_is() {
    assertThat(ShownArrivals.line(Map.of("chat", HALF)))
        .isEqualTo("chat: downloading 1.0 of 2.0 GiB (50 %), about 15 s left, begun with 512 MiB");
    assertThat(
            ShownArrivals.line(
                Map.of(
                    "b",
                    new Arrival(Phase.LOADING, 1, OptionalLong.of(1), 0, 0, Optional.empty()),
                    "a",
                    new Arrival(
                        Phase.DOWNLOADING,
                        0,
                        OptionalLong.empty(),
                        0,
                        0,
                        Optional.of("the server answers 503")))))
        .isEqualTo(
            "a: downloading 0.0 KiB (tried again, because the server answers 503); b: loading");
    assertThat(ShownArrivals.line(Map.of())).isEmpty();
  }

  @Test
  void a_terminal_is_left_with_no_line_half_drawn() throws Exception {
    var text = new StringWriter();
    var asked = new CountDownLatch(2);
    try (var _ =
        new ShownArrivals(
            new PrintWriter(text),
            ProgressScreen.Kind.TERMINAL,
            () -> {
              asked.countDown();
              return Map.of("chat", HALF);
            })) {
      asked.await();
    }
    assertThat(text.toString())
        .startsWith("\r\u001b[Kchat: downloading 1.0 of 2.0 GiB")
        .endsWith("\r\u001b[K");
  }
}
