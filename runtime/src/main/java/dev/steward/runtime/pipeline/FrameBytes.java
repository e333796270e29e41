package dev.steward.runtime.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A frame as it travels: pieces one after the other, of which large ones are the tensors' own
 * memory.
 */
record FrameBytes(List<ByteBuffer> pieces) {

  /**
   * So much is given to a socket at once: pieces of any kind of memory go through one array, which
   * stays in the processor's cache.
   */
  static final int CHUNK = 1 << 17;

  FrameBytes {
    pieces = List.copyOf(pieces);
  }

  /**
   * Writes all of it.
   *
   * @param chunk of any length, used for each chunk
   */
  void writeTo(OutputStream out, byte[] chunk) throws IOException {
    int filled = 0;
    for (var piece : pieces) {
      for (int at = 0; at < piece.limit(); ) {
        int length = Math.min(piece.limit() - at, chunk.length - filled);
        piece.get(at, chunk, filled, length);
        at += length;
        filled += length;
        if (filled == chunk.length) {
          out.write(chunk);
          filled = 0;
        }
      }
    }
    out.write(chunk, 0, filled);
  }
}
