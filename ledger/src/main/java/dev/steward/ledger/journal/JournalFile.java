package dev.steward.ledger.journal;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.volume.AllocatedFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A journal file that is being written. For one thread. */
public final class JournalFile implements AutoCloseable {

  /** Where journals lie in the volume. */
  public static final String FOLDER = "journal";

  private static final String SUFFIX = ".journal";

  private final AllocatedFile file;
  private final long size;
  private long position;

  /**
   * A file.
   *
   * @param file of zeros, at its beginning
   * @param size its bytes
   */
  public JournalFile(AllocatedFile file, long size) {
    this.file = file;
    this.size = size;
  }

  /** The path of the journal of this number, from 1. */
  public static String path(long number) {
    return FOLDER + "/%012d".formatted(number) + SUFFIX;
  }

  /** The number of the journal of this name; -1 of a name that isn't one's. */
  public static long number(String name) {
    return name.matches("[0-9]{12}\\" + SUFFIX) ? Long.parseLong(name.substring(0, 12)) : -1;
  }

  /** Whether a frame has room here. */
  public boolean fits(ByteBuffer frame) {
    return frame.remaining() <= size - position;
  }

  /** Writes a frame and returns, when it is durable, its hash. */
  public Hash write(ByteBuffer frame) throws IOException {
    var length = frame.remaining();
    file.write(frame.duplicate(), position);
    file.force();
    position += length;
    return Frame.hash(frame);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
