package dev.steward.gateway.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Server-sent events (WHATWG HTML, 9.2.6). */
final class Events {
  private Events() {}

  /**
   * One event, each line of its data on a line of its own.
   *
   * <p>Example: {@code of("error", "{}")} is {@code "event: error\ndata: {}\n\n"}.
   *
   * @param name of the event; empty: a message
   */
  static ByteBuffer of(String name, byte[] data) {
    var event = new StringBuilder();
    if (!name.isEmpty()) {
      event.append("event: ").append(name).append('\n');
    }
    new String(data, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> event.append("data: ").append(line).append('\n'));
    return StandardCharsets.UTF_8.encode(event.append('\n').toString());
  }
}
