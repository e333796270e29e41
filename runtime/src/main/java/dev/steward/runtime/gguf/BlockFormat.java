package dev.steward.runtime.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the numbers of a tensor are packed into blocks. Formulas and layouts are those of {@code
 * ggml-quants.c} ({@code dequantize_row_*}) and {@code ggml-common.h} of <a
 * href="https://github.com/ggml-org/ggml">ggml</a>.
 */
public enum BlockFormat {
  /** One IEEE 754 number of 32 bits. */
  F32(0, 1, 4) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      to[offset] = from.get(FLOAT, at);
    }
  },

  /** One IEEE 754 number of 16 bits. */
  F16(1, 1, 2) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      to[offset] = half(from, at);
    }
  },

  /** The upper 16 bits of a number of 32 bits. */
  BF16(30, 1, 2) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      to[offset] = Float.intBitsToFloat(from.get(SHORT, at) << 16);
    }
  },

  /**
   * 32 numbers: {@code d:f16 q:u4[32]}, {@code x = d (q - 8)}. The low halves of the 16 bytes are
   * the first 16 numbers, the high halves the others.
   */
  Q4_0(2, 32, 18) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      float d = half(from, at);
      for (int i = 0; i < 16; i++) {
        int two = unsigned(from, at + 2, i);
        to[offset + i] = d * ((two & 0xF) - 8);
        to[offset + 16 + i] = d * ((two >> 4) - 8);
      }
    }
  },

  /** 32 numbers: {@code d:f16 m:f16 q:u4[32]}, {@code x = d q + m}; halves as in {@link #Q4_0}. */
  Q4_1(3, 32, 20) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      float d = half(from, at);
      float m = half(from, at + 2);
      for (int i = 0; i < 16; i++) {
        int two = unsigned(from, at + 4, i);
        to[offset + i] = d * (two & 0xF) + m;
        to[offset + 16 + i] = d * (two >> 4) + m;
      }
    }
  },

  /** 32 numbers: {@code d:f16 q:i8[32]}, {@code x = d q}. */
  Q8_0(8, 32, 34) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      float d = half(from, at);
      for (int i = 0; i < 32; i++) {
        to[offset + i] = d * from.get(ValueLayout.JAVA_BYTE, at + 2 + i);
      }
    }
  },

  /**
   * 256 numbers in 8 groups of 32: {@code d:f16 dmin:f16 scales:u8[12] q:u4[256]}, {@code x = d s q
   * - dmin m}, where a group's {@code s} and {@code m} are 6 bits each of {@code scales}. Of each
   * 32 bytes the low halves are one group, the high halves the next.
   */
  Q4_K(12, 256, 144) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      float d = half(from, at);
      float dmin = half(from, at + 2);
      for (int group = 0; group < 8; group++) {
        float scale = d * scale(from, at + 4, group);
        float min = dmin * min(from, at + 4, group);
        int first = (group >> 1) * 32;
        int shift = (group & 1) * 4;
        for (int i = 0; i < 32; i++) {
          int q = (unsigned(from, at + 16, first + i) >> shift) & 0xF;
          to[offset + group * 32 + i] = scale * q - min;
        }
      }
    }

    // The first four groups have 6 low bits of a byte, the others 4 and 2 bits of two.
    private static int scale(MemorySegment from, long scales, int group) {
      return group < 4
          ? unsigned(from, scales, group) & 63
          : (unsigned(from, scales, group + 4) & 0xF)
              | ((unsigned(from, scales, group - 4) >> 6) << 4);
    }

    private static int min(MemorySegment from, long scales, int group) {
      return group < 4
          ? unsigned(from, scales, group + 4) & 63
          : (unsigned(from, scales, group + 4) >> 4) | ((unsigned(from, scales, group) >> 6) << 4);
    }
  },

  /**
   * 256 numbers in 16 groups of 16: {@code ql:u4[256] qh:u2[256] scales:i8[16] d:f16}, {@code x = d
   * s (q - 32)} with 6 bits of {@code q}: 4 from {@code ql}, 2 from {@code qh}.
   */
  Q6_K(14, 256, 210) {
    @Override
    void block(MemorySegment from, long at, float[] to, int offset) {
      float d = half(from, at + 208);
      for (int group = 0; group < 16; group++) {
        float scale = d * from.get(ValueLayout.JAVA_BYTE, at + 192 + group);
        // Two groups are a quarter of a half of the block.
        int part = group / 8;
        int quarter = group % 8 / 2;
        int low = part * 64 + (quarter & 1) * 32 + group % 2 * 16;
        int high = part * 32 + group % 2 * 16;
        for (int i = 0; i < 16; i++) {
          int four = (unsigned(from, at, low + i) >> ((quarter >> 1) * 4)) & 0xF;
          int two = (unsigned(from, at + 128, high + i) >> (quarter * 2)) & 3;
          to[offset + group * 16 + i] = scale * ((four | (two << 4)) - 32);
        }
      }
    }
  };

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int number;
  private final int elements;
  private final int bytes;

  BlockFormat(int number, int elements, int bytes) {
    this.number = number;
    this.elements = elements;
    this.bytes = bytes;
  }

  /** The one that a file names by this number of {@code ggml_type}; empty for others. */
  public static Optional<BlockFormat> of(long number) {
    return Arrays.stream(values()).filter(format -> format.number == number).findFirst();
  }

  /** Numbers of one block. */
  public int elements() {
    return elements;
  }

  /** Bytes of one block. */
  public int bytes() {
    return bytes;
  }

  /**
   * Unpacks whole blocks.
   *
   * @param from where the block at its byte {@code at} is followed by all others
   * @param to is filled from its start; its length is a multiple of {@link #elements}
   */
  public final void dequantise(MemorySegment from, long at, float[] to) {
    for (int block = 0; block < to.length / elements; block++) {
      block(from, at + (long) block * bytes, to, block * elements);
    }
  }

  abstract void block(MemorySegment from, long at, float[] to, int offset);

  private static float half(MemorySegment from, long at) {
    return Float.float16ToFloat(from.get(SHORT, at));
  }

  private static int unsigned(MemorySegment from, long at, int index) {
    return from.get(ValueLayout.JAVA_BYTE, at + index) & 0xFF;
  }
}
