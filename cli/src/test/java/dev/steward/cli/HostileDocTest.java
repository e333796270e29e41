package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each test that {@code docs/reference/hostile.md} names is there, in whichever module. */
class HostileDocTest {

  private static final Path CHECKOUT = Path.of("..");
  private static final Path PAGE = CHECKOUT.resolve("docs/reference/hostile.md");

  /** {@code `ClassIT.method`}, or {@code `ClassIT`} for all of it. */
  private static final Pattern SHOWN =
      Pattern.compile("`([A-Z]\\w*(?:Test|IT|E2E))(?:\\.(\\w+))?`");

  private static List<Path> sources() {
    try (var modules = Files.list(CHECKOUT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(HostileDocTest::files)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_test_that_is_named_is_there() {
    var sources = sources();
    var shown = SHOWN.matcher(read(PAGE)).results().toList();
    assertThat(shown).hasSizeGreaterThan(50);
    assertThat(shown.stream().filter(test -> !isThere(test, sources)).map(MatchResult::group))
        .isEmpty();
  }

  private static boolean isThere(MatchResult test, List<Path> sources) {
    return sources.stream()
        .filter(file -> file.endsWith(test.group(1) + ".java"))
        .map(HostileDocTest::read)
        .anyMatch(
            text -> test.group(2) == null || text.contains("void %s(".formatted(test.group(2))));
  }

  @Test
  void every_attempt_names_a_test() {
    var rows = read(PAGE).lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(rows)
        .filteredOn(row -> !row.startsWith("| attempt |"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).containsPattern(SHOWN));
  }
}
