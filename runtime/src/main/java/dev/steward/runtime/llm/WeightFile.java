package dev.steward.runtime.llm;

import dev.steward.runtime.onnx.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of weights, one tensor after the other, written row by row. Graphs of one model share
 * them: what one has written, the next one finds by its name.
 */
final class WeightFile implements AutoCloseable {

  /** Tensors begin at multiples of it, so that they can be mapped. */
  private static final int ALIGNMENT = 4096;

  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Slice> written = new HashMap<>();

  WeightFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Puts the values of a tensor. */
  interface Values {
    void put() throws IOException;
  }

  /** Where a tensor lies; it is written unless one of its name was. */
  Slice tensor(String name, Values values) throws IOException {
    var known = written.get(name);
    if (known != null) {
      return known;
    }
    flush();
    long begun = Math.ceilDiv(channel.position(), (long) ALIGNMENT) * ALIGNMENT;
    channel.position(begun);
    values.put();
    flush();
    var slice = new Slice(begun, channel.position() - begun);
    written.put(name, slice);
    return slice;
  }

  void put(float number) throws IOException {
    room(Float.BYTES);
    buffer.putFloat(number);
  }

  void put(byte number) throws IOException {
    room(Byte.BYTES);
    buffer.put(number);
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
