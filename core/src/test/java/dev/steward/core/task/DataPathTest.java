package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataPathTest {

  private static DataPath read(String text) {
    return DataPath.parse("spec.output.path", text)
        .orThrow(wrong -> new IllegalStateException(wrong.message()));
  }

  private static Violation wrong(String text) {
    return switch (DataPath.parse("spec.inputs.paths[2]", text)) {
      case Checked.Invalid<DataPath>(var violation) -> violation;
      case Checked.Valid<DataPath>(var path) -> throw new AssertionError(path + " is taken");
    };
  }

  @Test
  void each_kind_of_place_is_read() {
    assertThat(read("file:///srv//scans/a b%.png"))
        .isEqualTo(new DataPath.Local("/srv/scans/a b%.png"));
    assertThat(read("pvc://scans/2026/*.png")).isEqualTo(new DataPath.Pvc("scans", "2026/*.png"));
    assertThat(read("pvc://scans")).isEqualTo(new DataPath.Pvc("scans", ""));
    assertThat(read("s3://scans/a//b.png")).isEqualTo(new DataPath.S3("scans", "a//b.png"));
    assertThat(read("https://example.com/a.png?x=1"))
        .isEqualTo(new DataPath.Https(URI.create("https://example.com/a.png?x=1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scans/a.png               | has no scheme
          ftp://host/a              | "ftp://" isn't a place Steward can read
          http://host/a             | "http://" isn't a place Steward can read
          file://host/a             | isn't absolute
          file:///a/../etc/passwd   | has . or .. as a part
          pvc://scans/../other      | has . or .. as a part
          pvc:///a                  | names no PersistentVolumeClaim
          s3://scans/./a            | has . or .. as a part
          s3:///a                   | names no bucket
          https:///a                | names no host
          https://me:pw@example.com | carries credentials
          https://example.com/a#b   | has a fragment
          """)
  void a_path_of_the_wrong_form_is_told_with_its_field(String text, String problem) {
    assertThat(wrong(text).field()).isEqualTo("spec.inputs.paths[2]");
    assertThat(wrong(text).message()).contains(problem);
  }

  @Test
  void control_characters_and_endless_paths_are_refused() {
    assertThat(wrong("file:///a\nb").problem()).contains("control characters");
    assertThat(wrong("file:///" + "a".repeat(2000)).problem()).contains("2008 characters");
  }
}
