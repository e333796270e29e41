package dev.steward.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RestTest {

  @Test
  void a_connection_that_is_closed_without_an_answer_is_tried_again_once() throws Exception {
    try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var rest = new Rest(URI.create("http://127.0.0.1:" + server.getLocalPort()))) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              server.accept().close();
              try (var second = server.accept()) {
                var _ = second.getInputStream().read();
                second
                    .getOutputStream()
                    .write(
                        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
                var _ = second.getInputStream().skip(1000);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertThat(rest.post("/v2/models/m/infer", "{}").status()).isEqualTo(200);
    }
  }
}
