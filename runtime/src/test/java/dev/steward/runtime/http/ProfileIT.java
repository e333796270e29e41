package dev.steward.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.web.HttpLimits;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileIT {

  @TempDir private static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.of(OnnxFile.identity(folder.resolve("m.onnx"), 2), ModelTask.TENSOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> profile(String seconds) {
    var uri =
        URI.create(
            "http://127.0.0.1:%d/debug/profile?seconds=%s"
                .formatted(server.server().adminPort(), seconds));
    return server.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The status of a recording that is begun as soon as no other request is looked at. */
  private static int recorded(String seconds) {
    int status = 429;
    while (status == 429) {
      status = profile(seconds).statusCode();
    }
    return status;
  }

  @Test
  void a_recording_has_what_was_computed_and_nothing_of_what_it_was_computed_with()
      throws Exception {
    var answer = profile("1");
    assertThat(answer.statusCode()).isEqualTo(200);
    var file = Files.write(folder.resolve("profile.jfr"), answer.body());
    var events = RecordingFile.readAllEvents(file);
    assertThat(events).isNotEmpty();
    assertThat(events)
        .extracting(it -> it.getEventType().getName())
        .isSubsetOf(ProfileRoute.EVENTS);
  }

  @Test
  void there_is_one_at_a_time() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = clients.submit(() -> recorded("3"));
      int other = 0;
      while (other != 429 && !first.isDone()) {
        other = profile("none").statusCode();
      }
      assertThat(other).isEqualTo(429);
      assertThat(first.get()).isEqualTo(200);
    }
    assertThat(profile("0").statusCode()).isEqualTo(400);
  }

  @Test
  void nobody_else_may() throws Exception {
    var own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeThat(own).as("an address of this machine by which it is somebody else").isPresent();
    try (var port =
        AdminServer.start(
            "0.0.0.0",
            0,
            HttpLimits.forHeap(64 << 20),
            () -> true,
            Optional::empty,
            new RuntimeMetrics())) {
      var uri =
          URI.create(
              "http://%s:%d/debug/profile?seconds=1"
                  .formatted(own.orElseThrow().getHostAddress(), port.port()));
      var answer =
          server.send(
              HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("loopback");
    }
  }

  @Test
  void the_port_for_inference_has_none() {
    assertThat(server.post("/debug/profile?seconds=1", "").statusCode()).isEqualTo(404);
  }
}
