package dev.steward.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a load goes, and the request it is made of, as it stands on the wire.
 *
 * @param request its bytes, from the position to the limit
 */
public record Target(String host, int port, ByteBuffer request) {

  /** A POST of a JSON body. */
  public static Target post(String host, int port, String path, String json) {
    return post(
        host,
        port,
        path,
        "Content-Type: application/json\r\n",
        json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A POST of any body.
   *
   * @param headers besides Host and Content-Length, each with its line end
   */
  public static Target post(String host, int port, String path, String headers, byte[] body) {
    var head =
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, host, port, headers, body.length)
            .getBytes(StandardCharsets.UTF_8);
    return new Target(
        host, port, ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip());
  }
}
