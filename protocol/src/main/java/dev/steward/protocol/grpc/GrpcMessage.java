package dev.steward.protocol.grpc;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The text beside a status. */
public final class GrpcMessage {

  /** Clients take 8 KiB of trailers, and a character may become nine bytes of them. */
  private static final int MOST = 800;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private GrpcMessage() {}

  /** The same, or as much of it as any client takes. */
  public static String bounded(String message) {
    return message.length() <= MOST ? message : message.substring(0, MOST - 1) + "…";
  }

  /**
   * A bounded message as it stands in {@code grpc-message}: UTF-8, of which all but printable ASCII
   * and the percent sign itself is percent-encoded (grpc/grpc, doc/PROTOCOL-HTTP2.md, Responses).
   */
  public static String encoded(String message) {
    var text = new StringBuilder();
    for (var b : bounded(message).getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }
}
