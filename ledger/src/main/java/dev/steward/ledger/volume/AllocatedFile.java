package dev.steward.ledger.volume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of fixed size. */
public interface AllocatedFile extends AutoCloseable {

  /** Writes all of the buffer at a position. */
  void write(ByteBuffer bytes, long position) throws IOException;

  /** What was written is durable when this returns. If it throws, nobody knows what is. */
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
