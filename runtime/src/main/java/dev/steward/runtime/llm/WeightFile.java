package dev.steward.runtime.llm;

import dev.steward.runtime.onnx.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The values of a graph's weights, one tensor after the other, written row by row. */
final class WeightFile implements AutoCloseable {

  /** Tensors begin at multiples of it, so that they can be mapped. */
  private static final int ALIGNMENT = 4096;

  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private long begun;

  WeightFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Begins a tensor. */
  void begin() throws IOException {
    flush();
    begun = Math.ceilDiv(channel.position(), (long) ALIGNMENT) * ALIGNMENT;
    channel.position(begun);
  }

  /** Ends the tensor; where it lies. */
  Slice end() throws IOException {
    flush();
    return new Slice(begun, channel.position() - begun);
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
