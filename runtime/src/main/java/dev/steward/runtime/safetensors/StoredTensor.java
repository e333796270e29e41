package dev.steward.runtime.safetensors;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor of a file.
 *
 * @param type of its numbers, as the format names it: {@code F32}, {@code BF16}, …
 * @param shape the last length runs fastest
 * @param data its numbers, in the file's mapping
 */
public record StoredTensor(String name, String type, List<Long> shape, MemorySegment data) {

  public StoredTensor {
    shape = List.copyOf(shape);
  }
}
