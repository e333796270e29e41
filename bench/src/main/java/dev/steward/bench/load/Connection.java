package dev.steward.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One keep-alive connection that sends one prepared HTTP/1.1 request over and over. It reads
 * answers with a Content-Length or in chunks, which is all that Steward sends.
 */
final class Connection implements AutoCloseable {
  private static final int MAX_LINE = 16 * 1024;

  private final Socket socket;
  private final BufferedInputStream in;
  private final byte[] request;
  private final byte[] sink = new byte[64 * 1024];

  Connection(Target target) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(target.host(), target.port()), 5_000);
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    request = new byte[target.request().remaining()];
    target.request().duplicate().get(request);
  }

  /** Sends the request, reads the whole answer and returns its status. */
  int exchange() throws IOException {
    socket.getOutputStream().write(request);
    var status = Integer.parseInt(line().substring(9, 12));
    var length = 0L;
    var chunked = false;
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    if (chunked) {
      skipChunks();
    } else {
      skip(length);
    }
    return status;
  }

  private void skipChunks() throws IOException {
    while (true) {
      var size = Long.parseLong(line().split(";", 2)[0].trim(), 16);
      skip(size);
      line();
      if (size == 0) {
        return;
      }
    }
  }

  private void skip(long bytes) throws IOException {
    for (var left = bytes; left > 0; ) {
      var read = in.read(sink, 0, (int) Math.min(left, sink.length));
      if (read < 0) {
        throw new EOFException("the answer ended " + left + " bytes early");
      }
      left -= read;
    }
  }

  private String line() throws IOException {
    var line = new byte[256];
    var length = 0;
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection closed");
      }
      if (length == MAX_LINE) {
        throw new IOException("a header line is longer than " + MAX_LINE);
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = (byte) next;
    }
    var end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
