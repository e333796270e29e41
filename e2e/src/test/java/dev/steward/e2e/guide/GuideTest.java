package dev.steward.e2e.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuideTest {

  @TempDir private Path folder;

  @Test
  void variables_files_and_long_commands_last_from_step_to_step() {
    assertThatCode(() ->
            follow(
                """
                Text, and `$ exit 1` in it.
                ```console
                $ NAME=minilm
                $ cat > file <<'END'
                > first
                > second
                > END
                ```
                ```yaml
                $ not: a command
                ```
                ```console
                $ echo $NAME; cat file
                minilm
                first
                second
                $ cat
                $ false
                $ echo wrong >&2
                wrong
                ```
                """))
        .doesNotThrowAnyException();
  }

  @Test
  void a_step_that_prints_something_else_fails_and_is_named() {
    assertThatThrownBy(() -> follow("```console\n$ echo one\nanother\n```\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("guide.md, line 2: $ echo one")
        .hasMessageContaining("another");
  }

  @Test
  void the_steps_after_a_failure_aren_t_run() {
    assertThatThrownBy(() -> follow("```console\n$ echo one\ntwo\n$ touch file\n```\n"))
        .isInstanceOf(AssertionError.class);
    assertThat(folder.resolve("file")).doesNotExist();
  }

  @Test
  void output_of_no_command_is_a_mistake_of_the_guide() {
    assertThatThrownBy(() -> follow("```console\noutput\n```\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a b' | 'a   b' | true",
        "'a' | 'ab' | false",
        "'sha256:… is it' | 'sha256:12ab is it' | true",
        "'sha256:… is it' | 'sha256:12ab isn''t' | false",
        "'a.c' | 'abc' | false",
        "'…' | 'a\nb' | true",
        "'a\n…\nd' | 'a\nb\nc\nd' | true",
        "'a\n…\nd' | 'a\nd' | true",
        "'a\n…\nd' | 'a\nd\ne' | false",
        "'a\n…' | 'b' | false",
        "'a\nb' | 'a' | false",
      })
  void an_ellipsis_stands_for_anything(String shown, String printed, boolean same) {
    var step = new GuideStep(1, "", shown.lines().toList());

    assertThat(step.isShownBy(printed.lines().toList())).isEqualTo(same);
  }

  private void follow(String guide) throws IOException {
    var file = Files.writeString(folder.resolve("guide.md"), guide);
    Guide.read(file).follow(folder, Map.of());
  }
}
