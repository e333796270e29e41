package dev.steward.bench.faults;

import dev.steward.core.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client that asks on and on, on one connection at a time, a third of the times for a stream,
 * some of which it leaves in the middle. It looks at its socket byte by byte: no library stands
 * between what came and what is told.
 */
final class Asker implements Runnable {
  private static final int MOST_HEAD = 16 * 1024;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String BODY = "{\"inputs\": []}";
  private static final long AWHILE_MILLIS = 5;

  private final int port;
  private final Seen seen;
  private volatile boolean stopped;

  Asker(int port, Seen seen) {
    this.port = port;
    this.seen = seen;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try (var socket = new Socket()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        askOn(socket);
      } catch (IOException e) {
        rest();
      }
    }
  }

  /** Nobody answers for now: this is no load to be measured. */
  private static void rest() {
    try {
      Thread.sleep(AWHILE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askOn(Socket socket) throws IOException {
    var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    while (!stopped) {
      var chance = ThreadLocalRandom.current();
      var stream = chance.nextInt(3) == 0;
      socket.getOutputStream().write(request(stream));
      var head = head(in);
      var chunked = "chunked".equals(head.get("transfer-encoding"));
      if (stream && chance.nextInt(4) == 0) {
        return;
      }
      if (chunked) {
        skipChunks(in);
      } else {
        in.skipNBytes(Long.parseLong(head.getOrDefault("content-length", "0")));
      }
      if (isRefused(head)) {
        rest();
      }
    }
  }

  private static byte[] request(boolean stream) {
    return """
    POST /v2/models/speaking/infer HTTP/1.1\r
    Host: speaking\r
    Accept: %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(stream ? SpeakingPod.STREAM : "application/json", BODY.length(), BODY)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Fields of the head by their names in lower case; what was seen is told at once. */
  private Map<String, String> head(InputStream in) throws IOException {
    var text = new StringBuilder();
    try {
      while (!isWhole(text)) {
        var next = in.read();
        if (next < 0 || text.length() > MOST_HEAD) {
          throw new EOFException("no whole head");
        }
        text.append((char) next);
      }
    } catch (IOException e) {
      if (text.isEmpty()) {
        seen.broken();
      } else {
        seen.nameless();
      }
      throw e;
    }
    var fields = fields(text.toString());
    tell(Integer.parseInt(text.substring(9, 12)), fields);
    return fields;
  }

  private static boolean isWhole(StringBuilder head) {
    var end = head.length() - END_OF_HEAD.length();
    return end >= 0 && head.indexOf(END_OF_HEAD, end) == end;
  }

  private void tell(int status, Map<String, String> fields) {
    var record = fields.get("x-steward-record");
    if (isRefused(fields)) {
      seen.unrecorded();
    } else if (record == null) {
      seen.withoutRecord();
    } else {
      seen.answered(record, status);
    }
  }

  private static boolean isRefused(Map<String, String> head) {
    return ErrorCode.UNRECORDED.code().equals(head.get("x-steward-error"));
  }

  private static Map<String, String> fields(String head) {
    var fields = new TreeMap<String, String>();
    head.lines()
        .skip(1)
        .filter(line -> line.indexOf(':') > 0)
        .forEach(line -> {
          var colon = line.indexOf(':');
          fields.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        });
    return fields;
  }

  private static void skipChunks(InputStream in) throws IOException {
    while (true) {
      var size = Long.parseLong(line(in), 16);
      in.skipNBytes(size + 2);
      if (size == 0) {
        return;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MOST_HEAD) {
        throw new EOFException("an answer broke off");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
