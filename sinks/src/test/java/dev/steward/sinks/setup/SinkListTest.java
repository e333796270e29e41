package dev.steward.sinks.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SinkListTest {

  private static String problem(String text) {
    return switch (SinkList.read("sinks", text)) {
      case Checked.Valid<List<SinkSettings>> _ -> "";
      case Checked.Invalid<List<SinkSettings>>(var violation) -> violation.message();
    };
  }

  @Test
  void each_kind_is_read() {
    assertThat(
            SinkList.read(
                "sinks",
                """
                [{"name": "siem", "type": "Webhook", "url": "https://siem.example.com/steward", "secrets": "/s/siem"},
                 {"name": "otel", "type": "Otlp", "url": "http://collector:4318/v1/logs"},
                 {"name": "archive", "type": "S3", "path": "s3://evidence/steward"}]
                """))
        .isEqualTo(
            Checked.valid(
                List.of(
                    new SinkSettings(
                        "siem",
                        new SinkSettings.Webhook(URI.create("https://siem.example.com/steward")),
                        Optional.of(Path.of("/s/siem"))),
                    new SinkSettings(
                        "otel",
                        new SinkSettings.Otlp(URI.create("http://collector:4318/v1/logs")),
                        Optional.empty()),
                    new SinkSettings(
                        "archive",
                        new SinkSettings.S3(new DataPath.S3("evidence", "steward")),
                        Optional.empty()))));
    assertThat(SinkList.read("sinks", "[]")).isEqualTo(Checked.valid(List.of()));
  }

  @Test
  void what_is_wrong_is_told_with_its_place_and_without_its_secrets() {
    for (var wrong :
        Map.of(
                "{}", "no list",
                "[", "no JSON",
                "[{\"name\":\"A\",\"type\":\"Otlp\",\"url\":\"http://a/\"}]", "sinks[0].name",
                "[{\"name\":\"a\",\"type\":\"X\"}]", "use Webhook, Otlp or S3",
                "[{\"name\":\"a\",\"type\":\"Otlp\",\"url\":\"ftp://a/\"}]", "sinks[0].url",
                "[{\"name\":\"a\",\"type\":\"Otlp\",\"url\":\"http://u:hidden@a/\"}]",
                    "sinks[0].url",
                "[{\"name\":\"a\",\"type\":\"S3\",\"path\":\"pvc://a/b\"}]", "sinks[0].path",
                "[{\"name\":\"a\",\"typ\":\"S3\"}]", "there is no such field",
                "[{\"name\":\"a\"}]", "sinks[0].type: it must be a text")
            .entrySet()) {
      assertThat(problem(wrong.getKey())).contains(wrong.getValue()).doesNotContain("hidden");
    }
    var one = "{\"name\":\"a\",\"type\":\"Otlp\",\"url\":\"http://a/\"}";
    assertThat(problem("[" + one + "," + one + "]")).contains("two sinks are called a");
    assertThat(problem("[" + (one + ",").repeat(8) + one + "]")).contains("at most 8");
  }
}
