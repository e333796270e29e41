package dev.steward.runtime.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few thousand inputs for each target, the same each time; with {@code -Dfuzz.minutes} others,
 * for so long in all ({@code ./dev/test fuzz}).
 */
class FuzzTest {

  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");
  private static final Path FINDINGS = Path.of("target", "fuzz").toAbsolutePath();
  private static final long INPUTS = 10_000;
  private static final long SEED = 1;

  private static List<Target> targets() {
    return Targets.all();
  }

  /** Inputs that once went wrong, and stay seeds. */
  private static List<byte[]> found(Target target) throws IOException {
    var folder = FOUND.resolve(target.name());
    var found = new ArrayList<byte[]>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (var file : files.sorted().toList()) {
          found.add(Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whatever_is_fed_is_taken_or_refused_in_bounded_memory(Target target) throws IOException {
    int minutes = Integer.getInteger("fuzz.minutes", 0);
    long seed = minutes == 0 ? SEED : System.nanoTime();
    var report = new Fuzzer(target, found(target), FINDINGS).run(seed, until(minutes));
    System.out.printf(
        "fuzz %s: seed %d, %,d inputs, %d kinds of answers, at most %,d bytes taken%n",
        target.name(), seed, report.inputs(), report.answers(), report.mostTaken());
    assertThat(report.inputs()).isGreaterThanOrEqualTo(INPUTS);
    // Were all inputs refused for the same reason, nothing would be tried.
    assertThat(report.answers()).isGreaterThan(3);
  }

  private static LongPredicate until(int minutes) {
    if (minutes == 0) {
      return fed -> fed < INPUTS;
    }
    var share = Duration.ofMinutes(minutes).dividedBy(Targets.all().size());
    long end = System.nanoTime() + share.toNanos();
    return fed -> fed < INPUTS || end - System.nanoTime() > 0;
  }
}
