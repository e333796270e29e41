package dev.steward.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the answers of one HTTP/1.1 connection as their bytes arrive, keeps nothing of them but the
 * status, and knows where each ends: by a Content-Length or by its chunks, which is all that
 * Steward and the servers it is compared with send.
 */
final class AnswerEnd {
  private static final int MAX_LINE = 16 * 1024;
  private static final String LENGTH = "content-length:";
  private static final String CODING = "transfer-encoding:";

  /** What comes next. */
  private enum Part {
    STATUS,
    HEADER,
    BODY,
    SIZE,
    CHUNK,
    AFTER_CHUNK
  }

  private byte[] line = new byte[256];
  private int length;
  private Part part = Part.STATUS;
  private int status;
  private long left;
  private boolean chunked;
  private boolean last;

  /**
   * Takes bytes up to the end of an answer, or all there are.
   *
   * @return whether the answer has ended
   */
  boolean take(ByteBuffer in) throws IOException {
    while (in.hasRemaining()) {
      boolean ended =
          switch (part) {
            case BODY, CHUNK -> skip(in);
            case STATUS, HEADER, SIZE, AFTER_CHUNK -> lineEnds(in) && ends(text());
          };
      if (ended) {
        part = Part.STATUS;
        return true;
      }
    }
    return false;
  }

  /** The status of the answer that has ended last. */
  int status() {
    return status;
  }

  private boolean skip(ByteBuffer in) {
    int taken = (int) Math.min(left, in.remaining());
    in.position(in.position() + taken);
    left -= taken;
    if (left > 0) {
      return false;
    }
    if (part == Part.BODY) {
      return true;
    }
    part = Part.AFTER_CHUNK;
    return false;
  }

  private boolean lineEnds(ByteBuffer in) throws IOException {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == '\n') {
        return true;
      }
      if (length == MAX_LINE) {
        throw new IOException("a line of the answer's head is longer than " + MAX_LINE);
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = next;
    }
    return false;
  }

  private String text() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    return new String(line, 0, end, StandardCharsets.ISO_8859_1);
  }

  /** Takes a line, and says whether the answer ends with it. */
  private boolean ends(String text) {
    switch (part) {
      case STATUS -> {
        status = Integer.parseInt(text, 9, 12, 10);
        left = 0;
        chunked = false;
        part = Part.HEADER;
      }
      case HEADER -> {
        if (text.isEmpty()) {
          return headEnds();
        }
        header(text.toLowerCase(Locale.ROOT));
      }
      case SIZE -> {
        left = Long.parseLong(text.split(";", 2)[0].trim(), 16);
        last = left == 0;
        part = last ? Part.AFTER_CHUNK : Part.CHUNK;
      }
      case AFTER_CHUNK -> {
        part = Part.SIZE;
        return last;
      }
      case BODY, CHUNK -> throw new IllegalStateException("these have no lines");
    }
    return false;
  }

  private boolean headEnds() {
    last = false;
    part = chunked ? Part.SIZE : Part.BODY;
    return !chunked && left == 0;
  }

  private void header(String lower) {
    if (lower.startsWith(LENGTH)) {
      left = Long.parseLong(lower.substring(LENGTH.length()).trim());
    } else if (lower.startsWith(CODING)) {
      chunked = lower.contains("chunked");
    }
  }
}
