package dev.steward.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process pays that tells nobody. */
@Timeout(60)
class OffTest {

  /** A process whose classes are listed as they are loaded. */
  static final class Quiet {
    private Quiet() {}

    public static void main(String[] arguments) {
      var tracing =
          Tracing.start(Map.of("OTEL_TRACES_SAMPLER", "always_on"), new Teller("x", "1", "x"));
      var span = tracing.begin(new Nothing());
      span.part("queue", 1, 2, List.of());
      span.begin("part", List.of()).end(RequestSpan.Verdict.UNSET);
      span.end(RequestSpan.Verdict.UNSET);
      var place =
          new TraceContext(
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Optional.empty());
      tracing.within(place).part("stage", 1, 2, List.of());
      tracing.resume(place, new Nothing(), Instant.EPOCH).end(RequestSpan.Verdict.UNSET);
      tracing.close();
      System.out.println("told to " + tracing.counts().isPresent());
    }
  }

  private record Nothing() implements Incoming {
    @Override
    public String name() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public List<String> field(String name) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public List<Fact> facts() {
      throw new AssertionError("nobody asks");
    }
  }

  @Test
  void no_class_of_opentelemetry_is_loaded_where_nobody_is_told() throws Exception {
    var output = run();
    assertThat(output).contains("told to false", "dev.steward.tracing.Tracing ");
    assertThat(output).doesNotContain("io.opentelemetry");
  }

  private static String run() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:off",
                    "-Xlog:class+load:stdout",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Quiet.class.getName()))
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
