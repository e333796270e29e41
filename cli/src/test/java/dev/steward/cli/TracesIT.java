package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One trace from a client through a gateway to a runtime, by the variables that are standard. */
@Timeout(120)
class TracesIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";

  /** An ONNX model that gives back {@code x}, rows of two floats, as {@code y}. */
  private static final String IDENTITY =
      "CAg6QQoQCgF4EgF5IghJZGVudGl0eRIBZ1oUCgF4Eg8KDQgBEgkKAxIBbgoCCAJiFAoBeRIP"
          + "Cg0IARIJCgMSAW4KAggCQgQKABAR";

  @TempDir private Path folder;

  private Path service() throws Exception {
    var model = Files.write(folder.resolve("m.onnx"), Base64.getDecoder().decode(IDENTITY));
    return Files.writeString(
        folder.resolve("service.yaml"),
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: echo}
        spec: {model: {uri: "%s"}}
        """
            .formatted(model.toUri()));
  }

  private static List<String> steward(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.steward.cli.Steward"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Process run(Collector collector) throws Exception {
    var builder =
        new ProcessBuilder(steward("run", service().toString(), "--port", "0"))
            .redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(collector.environment());
    return builder.start();
  }

  private static String url(BufferedReader output) throws Exception {
    var seen = new StringBuilder();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("Ready: ")) {
        return line.substring("Ready: ".length());
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError(seen);
  }

  @Test
  void each_process_on_the_way_goes_on_where_the_one_before_it_was() throws Exception {
    try (var collector = Collector.taking();
        var http = HttpClient.newHttpClient()) {
      var process = run(collector);
      try (var output = process.inputReader(StandardCharsets.UTF_8)) {
        var request =
            HttpRequest.newBuilder(URI.create(url(output) + "/v2/models/echo/infer"))
                .header("content-type", "application/json")
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32",
                                     "data": [1, 2]}]}
                        """))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        var gateway =
            collector.next(span -> span.isServer() && span.facts().containsKey("steward.revision"));
        var runtime = collector.next(Told::isServer);
        var compute = collector.next("compute");
        assertThat(List.of(gateway.trace(), runtime.trace(), compute.trace())).containsOnly(TRACE);
        assertThat(gateway.parent()).isEqualTo(CALLER);
        assertThat(runtime.parent()).isEqualTo(gateway.id());
        assertThat(compute.parent()).isEqualTo(runtime.id());
        assertThat(gateway.teller()).containsEntry("service.name", "steward");
      } finally {
        process.destroy();
        process.waitFor();
      }
    }
  }

  @Test
  void a_task_goes_on_with_the_trace_of_who_submitted_it_down_to_the_model() throws Exception {
    var service = service();
    var task =
        Files.writeString(
            folder.resolve("task.yaml"),
            """
            apiVersion: steward.dev/v1alpha1
            kind: InferenceTask
            metadata: {name: pairs}
            spec:
              service: echo
              inputs:
                items:
                - '{"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}]}'
                - '{"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [3, 4]}]}'
              output: {path: "pvc://out/pairs"}
            """);
    var out = Files.createDirectory(folder.resolve("out"));
    try (var collector = Collector.taking()) {
      var builder =
          new ProcessBuilder(
                  steward(
                      "task",
                      "submit",
                      task.toString(),
                      "--service-file",
                      service.toString(),
                      "--map",
                      "pvc://out=" + out))
              .redirectErrorStream(true);
      builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
      builder.environment().put("TRACEPARENT", "00-" + TRACE + "-" + CALLER + "-01");
      builder.environment().putAll(collector.environment());
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      var whole = collector.next("task");
      assertThat(whole.trace()).isEqualTo(TRACE);
      assertThat(whole.parent()).isEqualTo(CALLER);
      assertThat(whole.facts()).containsEntry("steward.task.items", 2L);
      var compute = collector.next("compute");
      var runtime = collector.next(span -> span.id().equals(compute.parent()));
      var gateway = collector.next(span -> span.id().equals(runtime.parent()));
      assertThat(gateway.facts()).containsKey("steward.revision");
      var way = new ArrayList<>(List.of(compute, runtime, gateway));
      for (var name : List.of("attempt", "item", "slice")) {
        var above = way.getLast().parent();
        way.add(collector.next(span -> span.id().equals(above)));
        assertThat(way.getLast().name()).isEqualTo(name);
      }
      assertThat(way.getLast().parent()).isEqualTo(whole.id());
      assertThat(way).extracting(Told::trace).containsOnly(TRACE);
    }
  }
}
