package dev.steward.runtime.gguf;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor of a file. It reads the file's mapping, so that it is of no use after the file is
 * closed.
 *
 * @param lengths the first one runs fastest, as the format has it: a matrix of {@code N} rows and
 *     {@code K} columns is {@code [K, N]}
 * @param data its blocks, all of them
 */
public record GgufTensor(String name, BlockFormat format, List<Long> lengths, MemorySegment data) {

  public GgufTensor {
    lengths = List.copyOf(lengths);
  }

  /** Numbers of one row. */
  public int columns() {
    return Math.toIntExact(lengths.getFirst());
  }

  /** How many rows there are; 1 for a vector. */
  public long rows() {
    return lengths.stream().skip(1).reduce(1L, Math::multiplyExact);
  }

  /** Bytes of one row. */
  public long rowBytes() {
    return (long) (columns() / format.elements()) * format.bytes();
  }

  /** Unpacks a row into {@code to}, which has {@link #columns} places. */
  public void row(long row, float[] to) {
    format.dequantise(data, row * rowBytes(), to);
  }
}
