package dev.steward.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends exactly the bytes a test says and sees exactly those that come back. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** Connects to a port of this machine. */
  public RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Lines as they stand on the wire, and the empty line that ends them. */
  public static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** Sends text at once. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes at once. */
  public RawClient send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Reads a head, up to and with its empty line; what was read so far if the end comes first. */
  public String readHead() throws IOException {
    return readUntil("\r\n\r\n");
  }

  /** Reads up to and with this text. */
  public String readUntil(String end) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      var next = in.read();
      if (next < 0) {
        break;
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** Reads a head and a body with a length, as one text. */
  public String readAnswer() throws IOException {
    var head = readHead();
    var lower = head.toLowerCase(Locale.ROOT);
    var at = lower.indexOf("content-length: ");
    if (at < 0) {
      return head;
    }
    var length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Whether there is something to read now. */
  public boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  /** Everything up to the end of the connection. */
  public String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Closes the sending side; answers can still be read. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** The next byte; -1 at the end. */
  public int read() throws IOException {
    return in.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
