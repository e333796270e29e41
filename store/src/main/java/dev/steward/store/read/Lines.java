package dev.steward.store.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a JSONL file, one after the other, each within a bound. Empty lines are passed over
 * and counted, as an editor counts them.
 */
public final class Lines implements AutoCloseable {

  private final InputStream in;
  private final int longest;
  private long number;

  /**
   * Reads {@code in}, and closes it when closed.
   *
   * @param longest bytes of a line
   */
  public Lines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.longest = longest;
  }

  /** A line that isn't empty. */
  public sealed interface Line {
    /** Its number in the file, from 1. */
    long number();

    /** Its text, without its end. */
    record Text(long number, String text) implements Line {}

    /** It has more bytes than taken; none were kept. */
    record TooLong(long number) implements Line {}
  }

  /** The next line; empty at the file's end. */
  public Optional<Line> next() throws IOException {
    while (true) {
      var bytes = new ByteArrayOutputStream();
      int size = 0;
      int read = in.read();
      if (read < 0) {
        return Optional.empty();
      }
      number++;
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (++size <= longest) {
          bytes.write(read);
        }
      }
      if (size > longest) {
        return Optional.of(new Line.TooLong(number));
      }
      var text = bytes.toString(StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        return Optional.of(new Line.Text(number, text));
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
