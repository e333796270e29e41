package dev.steward.runtime.safetensors;

import dev.steward.core.error.LoadException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A file of weights that was written by somebody who means no good. */
public final class FuzzedWeights {

  private FuzzedWeights() {}

  /** Reads a whole file, and the ends of all tensors in it; what came of it. */
  public static String read(byte[] file) {
    try {
      for (var tensor : SafetensorsFile.of("m.safetensors", MemorySegment.ofArray(file)).values()) {
        var data = tensor.data();
        if (data.byteSize() > 0) {
          var _ = data.get(ValueLayout.JAVA_BYTE, data.byteSize() - 1);
        }
      }
      return "taken";
    } catch (LoadException e) {
      return e.failure().violation().message();
    }
  }

  /** The same of a header up to its line's end and the bytes after it, whatever its length. */
  public static String readHeader(byte[] headerAndData) {
    int end = 0;
    while (end < headerAndData.length && headerAndData[end] != '\n') {
      end++;
    }
    var file =
        ByteBuffer.allocate(Long.BYTES + headerAndData.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(end).put(headerAndData, 0, end);
    if (end < headerAndData.length) {
      file.put(headerAndData, end + 1, headerAndData.length - end - 1);
    }
    return read(Arrays.copyOf(file.array(), file.position()));
  }
}
