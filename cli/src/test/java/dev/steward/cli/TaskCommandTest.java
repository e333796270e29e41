package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCommandTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private HttpServer service;

  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/v1/ocr",
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            var image = exchange.getRequestBody().readAllBytes();
            var answer =
                "{\"text\": \"page %c\", \"lines\": []}"
                    .formatted((char) image[image.length - 1])
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + service.getAddress().getPort();
  }

  private void page(String name, char text) throws IOException {
    Files.write(
        folder.resolve(name), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', (byte) text});
  }

  private String task(String paths) throws IOException {
    var file = folder.resolve("task.yaml");
    Files.writeString(
        file,
        """
        apiVersion: steward.dev/v1alpha1
        kind: InferenceTask
        metadata: {name: scans}
        spec:
          service: ocr
          inputs: {paths: [%s]}
          output: {path: "pvc://scans/text"}
        """
            .formatted(paths));
    return file.toString();
  }

  private CommandRun submit(String file) {
    return CommandRun.of(
        "task",
        "submit",
        file,
        "--url",
        url(),
        "--as",
        "ImageText",
        "--map",
        "pvc://scans=" + folder);
  }

  @Test
  void images_named_by_path_come_back_as_text_in_their_order() throws IOException {
    page("b.png", 'b');
    page("a.png", 'a');
    Files.writeString(folder.resolve("broken.png"), "no image");
    var file = task("\"pvc://scans/*.png\"");

    var run = submit(file);

    assertThat(run.err()).contains("3 items in 3 slices", "3/3", "1 failed");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains(
            "Complete: 3 items, 1 failed, in ",
            "  failed: pvc://scans/broken.png: it is no image; give a PNG",
            "Results: pvc://scans/text/results.jsonl");
    var results = CommandRun.of("task", "results", file, "--map", "pvc://scans=" + folder);
    assertThat(results.out())
        .isEqualTo("== pvc://scans/a.png\npage a\n\n== pvc://scans/b.png\npage b\n\n");
    var lines =
        CommandRun.of("task", "results", file, "--map", "pvc://scans=" + folder, "--as", "jsonl");
    assertThat(lines.out().lines()).hasSize(3);
    var watch = CommandRun.of("task", "watch", file, "--map", "pvc://scans=" + folder);
    assertThat(watch.out()).contains("3/3", "1 failed", "Results: pvc://scans/text/results.jsonl");
  }

  @Test
  void a_task_that_is_complete_is_not_run_again() throws IOException {
    page("a.png", 'a');
    var file = task("\"pvc://scans/*.png\"");
    submit(file);

    var again = submit(file);

    assertThat(again.err()).contains("1 item in 1 slice; 1 are finished");
    assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(requests).hasValue(1);
  }

  @Test
  void what_is_wrong_is_told_with_its_field_and_nothing_is_sent() throws IOException {
    assertThat(submit(task("\"pvc://scans/*.tif\"")).err())
        .contains("error: spec.inputs.paths[0]: pvc://scans/*.tif matches nothing");
    assertThat(submit(task("\"ftp://scans/a\"")).err())
        .contains("task.yaml:6:20: spec.inputs.paths[0]: Steward can't read from such a path");
    assertThat(
            CommandRun.of(
                    "task", "results", task("\"pvc://scans/*\""), "--map", "pvc://scans=" + folder)
                .err())
        .contains("has no such results");
    assertThat(
            CommandRun.of(
                    "task", "submit", task("\"pvc://scans/*\""), "--url", url(), "--as", "Speech")
                .err())
        .contains("--as: tasks can't use a model for Speech; use one for Tensor, Embedding");
    assertThat(requests).hasValue(0);
  }
}
