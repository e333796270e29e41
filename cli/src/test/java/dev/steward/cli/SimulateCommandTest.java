package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

  @TempDir private Path folder;

  @Test
  void a_trace_is_replayed_and_summed_up() {
    var run = CommandRun.of("simulate", "--trace", "steady", "--price", "2.50");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(4)
        .satisfiesExactly(
            line -> assertThat(line).matches("steady: 7[12],\\d{3} requests in 0:30:00"),
            line -> assertThat(line).startsWith("waited longer than 1s: "),
            line -> assertThat(line).matches("replicas: 4\\.\\d on average, .* changed \\d+ times"),
            line ->
                assertThat(line)
                    .matches("cost: 2\\.\\d\\d replica-hours, 5\\.\\d\\d at 2.50 an hour"));
  }

  @Test
  void decisions_are_sentences_with_their_time() {
    var run =
        CommandRun.of(
            "simulate",
            "--trace",
            "herd",
            "--decisions",
            "--min",
            "0",
            "--scale-to-zero-after",
            "90s");

    assertThat(run.out().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).matches("0:0\\d:\\d\\d {2}\\d+ → \\d+: .*"));
    assertThat(run.out()).contains("→ 0: no request for 90s");
  }

  @Test
  void a_users_own_trace_is_drawn() throws Exception {
    var trace =
        Files.writeString(folder.resolve("load.csv"), "second,requests\n0,5\n60,80\n120,0\n");
    var drawing = folder.resolve("a.svg");

    var run = CommandRun.of("simulate", "--trace", trace.toString(), "--out", drawing.toString());

    assertThat(run.err()).isEqualTo("note: drawn into " + drawing + "\n");
    var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(drawing.toFile());
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(6);
    assertThat(Files.readString(drawing))
        .contains("Replicas", "Queue", "Cost")
        .doesNotContain("NaN");
  }

  @Test
  void the_locale_of_the_machine_changes_nothing() throws IOException {
    var before = Locale.getDefault();
    var drawing = folder.resolve("a.svg");
    try {
      Locale.setDefault(Locale.GERMANY);
      var run = CommandRun.of("simulate", "--trace", "spike", "--out", drawing.toString());
      assertThat(run.out()).contains("67,180 requests");
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Files.readString(drawing)).contains("M0,150 L").contains("viewBox=\"0 0 960 960\"");
  }

  @Test
  void wrong_settings_are_told_by_field() {
    assertThat(CommandRun.of("simulate", "--trace", "spike", "--min", "5", "--max", "3").err())
        .isEqualTo(
            "error: spec.scaling.min: 5 is above spec.scaling.max 3; lower min or raise max\n");
    assertThat(CommandRun.of("simulate", "--trace", "spike", "--metric", "Cpu").err())
        .startsWith("error: --metric: \"Cpu\" is no metric; use Concurrency");
    assertThat(CommandRun.of("simulate", "--trace", "spike", "--start-up", "soon").err())
        .startsWith("error: --start-up: \"soon\" is no duration");
    assertThat(CommandRun.of("simulate", "--trace", "spike", "--slots", "0").err())
        .startsWith("error: --slots: 0 is no number of requests");
  }

  @Test
  void a_trace_that_is_not_there_is_told_with_those_that_are() {
    var run = CommandRun.of("simulate", "--trace", "spyke");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "error: --trace spyke: there is no such file, nor a trace of that name; name a CSV file"
                + " or one of steady, ramp, spike, diurnal, herd\n");
  }

  @Test
  void a_wrong_line_of_a_trace_is_named() throws IOException {
    var trace = Files.writeString(folder.resolve("load.csv"), "second,requests\n0,5\nlater,80\n");

    assertThat(CommandRun.of("simulate", "--trace", trace.toString()).err())
        .startsWith("error: " + trace + ":3: \"later,80\" is no step; write SECOND,REQUESTS");
  }

  @Test
  void the_settings_are_those_of_a_services_file_unless_options_say_otherwise() throws IOException {
    var file = service("scaling: {min: 3, max: 4}");

    var asWritten = CommandRun.of("simulate", "--trace", "steady", file);
    assertThat(asWritten.out()).containsPattern("replicas: [34]\\.\\d on average, at most 4, ");
    var otherwise = CommandRun.of("simulate", "--trace", "steady", "--max", "3", file);
    assertThat(otherwise.out()).contains("replicas: 3.0 on average, at most 3, changed 0 times");
  }

  @Test
  void a_service_that_others_scale_is_refused() throws IOException {
    assertThat(
            CommandRun.of("simulate", "--trace", "steady", service("scaling: {mode: Fixed}")).err())
        .startsWith("error: spec.scaling.mode: Steward doesn't scale this service; use Builtin");
  }

  private String service(String scaling) throws IOException {
    var text =
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: minilm}
        spec:
          model: {uri: "pvc://models/minilm", task: Embedding}
          %s
        """
            .formatted(scaling);
    return Files.writeString(folder.resolve("service.yaml"), text).toString();
  }
}
