package dev.steward.protocol.oip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The values of one output as they follow the JSON of an answer. */
sealed interface BinaryOutput {

  /** How many bytes they are. */
  long size();

  /** Writes them to {@code out}, which stays open. */
  void write(OutputStream out) throws IOException;

  /** Those of a tensor. */
  static BinaryOutput of(Tensor tensor) {
    return switch (tensor) {
      case Tensor.Numbers numbers -> new OfNumbers(numbers);
      case Tensor.Texts texts -> OfTexts.of(texts);
    };
  }

  /** Numbers, which lie in memory as they are written, but perhaps for their byte order. */
  record OfNumbers(Tensor.Numbers tensor) implements BinaryOutput {

    /** A multiple of every number's size. */
    private static final int STEP = 64 << 10;

    @Override
    public long size() {
      return tensor.data().limit();
    }

    @Override
    public void write(OutputStream out) throws IOException {
      var data = tensor.data().duplicate();
      var step = new byte[Math.min(STEP, data.limit())];
      while (data.hasRemaining()) {
        int count = Math.min(step.length, data.remaining());
        data.get(step, 0, count);
        LittleEndian.turn(
            ByteBuffer.wrap(step).limit(count), tensor.datatype().size(), ByteOrder.nativeOrder());
        out.write(step, 0, count);
      }
    }
  }

  /** Texts: each one's length in 4 bytes, and its UTF-8. */
  record OfTexts(ByteArrayOutputStream bytes) implements BinaryOutput {

    private static OfTexts of(Tensor.Texts texts) {
      var bytes = new ByteArrayOutputStream();
      var prefix = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (var text : texts.values()) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(prefix.putInt(0, utf8.length).array());
        bytes.writeBytes(utf8);
      }
      return new OfTexts(bytes);
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void write(OutputStream out) throws IOException {
      bytes.writeTo(out);
    }
  }
}
