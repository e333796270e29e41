package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  static List<Path> examples() throws IOException {
    try (var files = Files.walk(Path.of("../examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(ExamplesTest::isOurs)
          .toList();
    }
  }

  private static boolean isOurs(Path file) {
    try {
      return Files.readString(file)
          .lines()
          .anyMatch(line -> line.startsWith("apiVersion: steward.dev/"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void steward_finds_nothing_wrong_with_an_example(Path example) {
    var run = CommandRun.of("validate", example.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }
}
