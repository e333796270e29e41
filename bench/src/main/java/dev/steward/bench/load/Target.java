package dev.steward.bench.load;

import java.nio.charset.StandardCharsets;

/** Where a load goes, and the request it is made of, as it stands on the wire. */
public record Target(String host, int port, String request) {

  /** A POST of a JSON body. */
  public static Target post(String host, int port, String path, String json) {
    var head =
        """
        POST %s HTTP/1.1\r
        Host: %s:%d\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(path, host, port, json.getBytes(StandardCharsets.UTF_8).length);
    return new Target(host, port, head + json);
  }
}
