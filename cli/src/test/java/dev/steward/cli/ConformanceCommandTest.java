package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConformanceCommandTest {

  @Test
  void what_is_no_address_is_told_the_right_form() {
    assertThat(CommandRun.of("conformance", "localhost:8000").err())
        .isEqualTo(
            "error: URL: \"localhost:8000\" is no address; write http://HOST:PORT or https://…\n");
    var run = CommandRun.of("conformance", "http://localhost:8000", "--grpc", "8001");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("error: --grpc: \"8001\" is no address; write HOST:PORT\n");
  }

  @Test
  void a_server_that_isnt_there_is_told() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var run = CommandRun.of("conformance", "http://127.0.0.1:" + port);
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err())
        .startsWith("error: URL: http://127.0.0.1:" + port + " can't be talked to");
  }

  @Test
  void a_server_that_does_nothing_right_fails_with_what_was_seen() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var metadata = exchange.getRequestURI().getPath().equals("/v2/models/m");
            var body =
                (metadata
                        ? "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1]}],"
                            + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1]}]}"
                        : "no")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(metadata ? 200 : 500, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      var address = "http://127.0.0.1:" + server.getAddress().getPort();
      var run = CommandRun.of("conformance", address, "--model", "m");
      assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(run.out())
          .contains("  FAILED   rest.live\n", "    seen      500, content-type none: no\n")
          .contains("0 passed, ");
      var json = CommandRun.of("conformance", address, "--model", "m", "--json");
      assertThat(json.out()).startsWith("{").contains("\"conforms\" : false");
      var unfit = CommandRun.of("conformance", address);
      assertThat(unfit.err())
          .isEqualTo(
              "error: --model: the server has no list of models; name the model; use a model of"
                  + " tensors that is served there\n");
    } finally {
      server.stop(0);
    }
  }
}
