package dev.steward.sinks.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.sinks.Delivery;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PostTest {

  /** What a server says to a request that it doesn't look at. */
  @FunctionalInterface
  private interface Words {
    void to(OutputStream client) throws IOException;
  }

  /** Posts something to a server that says its words, and keeps the connection. */
  private static Delivery posted(Duration whole, Words words) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var serving =
          Thread.startVirtualThread(() -> {
            try (var client = server.accept()) {
              words.to(client.getOutputStream());
              client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
              // It has been left.
            }
          });
      try (var post =
          new Post(URI.create("http://127.0.0.1:%d/".formatted(server.getLocalPort())), whole)) {
        return post.send("{}".getBytes(StandardCharsets.UTF_8), Map.of(), _ -> 0L);
      } finally {
        serving.join();
      }
    }
  }

  private static void say(OutputStream client, String words) throws IOException {
    client.write(words.getBytes(StandardCharsets.UTF_8));
    client.flush();
  }

  private static String reason(Delivery delivery) {
    return ((Delivery.NotTaken) delivery).reason();
  }

  @Test
  @Timeout(60)
  void an_answer_that_stands_still_in_its_body_is_none() throws Exception {
    var delivery =
        posted(
            Duration.ofMillis(500),
            client -> say(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
    assertThat(reason(delivery)).isEqualTo("127.0.0.1 can't be reached: its answer doesn't end");
  }

  @Test
  @Timeout(60)
  void an_answer_that_breaks_off_in_its_body_is_none() throws Exception {
    var delivery =
        posted(
            Duration.ofSeconds(30),
            client -> {
              say(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
              client.close();
            });
    assertThat(delivery).isInstanceOf(Delivery.NotTaken.class);
  }
}
