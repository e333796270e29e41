package dev.steward.runtime.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** A client that sends bytes and reads answers, and needn't follow HTTP. */
final class Client implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Client send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Sends on another thread, as what is more than buffers take. */
  void sendBeside(String text) {
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                send(text);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  /** The next head, with its empty line. */
  String head() throws IOException {
    var read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** The next answer that has a length, head and body. */
  String answer() throws IOException {
    var head = head();
    var length = LENGTH.matcher(head);
    return length.find()
        ? head
            + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
        : head;
  }

  /** A body in chunks. */
  String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
      if (!line().isEmpty()) {
        throw new IOException("a chunk doesn't end where it says");
      }
      if (size == 0) {
        return body.toString();
      }
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the end in a line");
      }
      line.append((char) next);
    }
    var _ = in.read();
    return line.toString();
  }

  void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  /** All that comes up to the end of the connection. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Whether the connection ends, and nothing comes before. */
  boolean ends() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Whether nothing comes for a time. */
  boolean isSilentFor(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      var _ = in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Closes the connection in the middle of whatever it is at. */
  void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
