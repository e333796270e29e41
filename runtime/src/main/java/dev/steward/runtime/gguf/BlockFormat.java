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
    float plain(MemorySegment from, long at) {
      return from.get(FLOAT, at);
    }
  },

  /** One IEEE 754 number of 16 bits. */
  F16(1, 1, 2) {
    @Override
    float plain(MemorySegment from, long at) {
      return half(from, at);
    }
  },

  /** The upper 16 bits of a number of 32 bits. */
  BF16(30, 1, 2) {
    @Override
    float plain(MemorySegment from, long at) {
      return Float.intBitsToFloat(from.get(SHORT, at) << 16);
    }
  },

  /**
   * 32 numbers: {@code d:f16 q:u4[32]}, {@code x = d (q - 8)}. The low halves of the 16 bytes are
   * the first 16 numbers, the high halves the others.
   */
  Q4_0(2, 32, 18, 4, 32, -8, Minima.NONE) {
    @Override
    void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
      scales[0] = half(from, at);
      for (int i = 0; i < 16; i++) {
        int two = unsigned(from, at + 2, i);
        quanta[i] = (two & 0xF) - 8;
        quanta[16 + i] = (two >> 4) - 8;
      }
    }
  },

  /** 32 numbers: {@code d:f16 m:f16 q:u4[32]}, {@code x = d q + m}; halves as in {@link #Q4_0}. */
  Q4_1(3, 32, 20, 4, 32, 0, Minima.EACH_GROUP) {
    @Override
    void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
      scales[0] = half(from, at);
      minima[0] = half(from, at + 2);
      for (int i = 0; i < 16; i++) {
        int two = unsigned(from, at + 4, i);
        quanta[i] = two & 0xF;
        quanta[16 + i] = two >> 4;
      }
    }
  },

  /** 32 numbers: {@code d:f16 q:i8[32]}, {@code x = d q}. */
  Q8_0(8, 32, 34, 8, 32, -128, Minima.NONE) {
    @Override
    void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
      scales[0] = half(from, at);
      for (int i = 0; i < 32; i++) {
        quanta[i] = from.get(ValueLayout.JAVA_BYTE, at + 2 + i);
      }
    }
  },

  /**
   * 256 numbers in 8 groups of 32: {@code d:f16 dmin:f16 scales:u8[12] q:u4[256]}, {@code x = d s q
   * - dmin m}, where a group's {@code s} and {@code m} are 6 bits each of {@code scales}. Of each
   * 32 bytes the low halves are one group, the high halves the next.
   */
  Q4_K(12, 256, 144, 4, 32, 0, Minima.EACH_GROUP) {
    @Override
    void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
      float d = half(from, at);
      float dmin = half(from, at + 2);
      for (int group = 0; group < 8; group++) {
        scales[group] = d * scale(from, at + 4, group);
        minima[group] = -dmin * min(from, at + 4, group);
        int first = (group >> 1) * 32;
        int shift = (group & 1) * 4;
        for (int i = 0; i < 32; i++) {
          quanta[group * 32 + i] = (unsigned(from, at + 16, first + i) >> shift) & 0xF;
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
  Q6_K(14, 256, 210, 6, 16, -32, Minima.NONE) {
    @Override
    void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
      float d = half(from, at + 208);
      for (int group = 0; group < 16; group++) {
        scales[group] = d * from.get(ValueLayout.JAVA_BYTE, at + 192 + group);
        // Two groups are a quarter of a half of the block.
        int part = group / 8;
        int quarter = group % 8 / 2;
        int low = part * 64 + (quarter & 1) * 32 + group % 2 * 16;
        int high = part * 32 + group % 2 * 16;
        for (int i = 0; i < 16; i++) {
          int four = (unsigned(from, at, low + i) >> ((quarter >> 1) * 4)) & 0xF;
          int two = (unsigned(from, at + 128, high + i) >> (quarter * 2)) & 3;
          quanta[group * 16 + i] = (four | (two << 4)) - 32;
        }
      }
    }
  };

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Whole numbers in groups: {@code x = scale q + minimum}.
   *
   * @param bits of a number
   * @param group numbers that share a scale
   * @param least {@code q} from which a number's bits count
   * @param minima whether groups have minima
   */
  public record Packing(int bits, int group, int least, Minima minima) {}

  /** Whether the groups of a format have minima. */
  public enum Minima {
    NONE,
    EACH_GROUP
  }

  private final int number;
  private final int elements;
  private final int bytes;
  private final int bits;
  private final int group;
  private final int least;
  private final Minima minima;

  BlockFormat(int number, int elements, int bytes) {
    this(number, elements, bytes, 0, 0, 0, Minima.NONE);
  }

  BlockFormat(int number, int elements, int bytes, int bits, int group, int least, Minima minima) {
    this.number = number;
    this.elements = elements;
    this.bytes = bytes;
    this.bits = bits;
    this.group = group;
    this.least = least;
    this.minima = minima;
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

  /** How numbers are packed; empty where each stands for itself. */
  public Optional<Packing> packing() {
    return group == 0 ? Optional.empty() : Optional.of(new Packing(bits, group, least, minima));
  }

  /**
   * Unpacks whole blocks to the numbers that they mean.
   *
   * @param from where the block at its byte {@code at} is followed by all others
   * @param to is filled from its start; its length is a multiple of {@link #elements}
   */
  public final void dequantise(MemorySegment from, long at, float[] to) {
    if (group == 0) {
      for (int i = 0; i < to.length; i++) {
        to[i] = plain(from, at + (long) i * bytes);
      }
      return;
    }
    var unpacked = new Unpacked(to.length, to.length / group);
    unpack(from, at, unpacked);
    for (int i = 0; i < to.length; i++) {
      to[i] = unpacked.scales[i / group] * unpacked.quanta[i] + unpacked.minima[i / group];
    }
  }

  /**
   * Numbers before they are scaled; a place to unpack into, again and again.
   *
   * @param scales of each group
   * @param minima of each group; 0 in formats that have none
   */
  @SuppressWarnings("ArrayRecordComponent") // thousands of numbers, which nobody compares
  public record Unpacked(int[] quanta, float[] scales, float[] minima) {

    /** For so many numbers in so many groups. */
    public Unpacked(int elements, int groups) {
      this(new int[elements], new float[groups], new float[groups]);
    }

    private void set(int block, int[] someQuanta, float[] someScales, float[] someMinima) {
      System.arraycopy(someQuanta, 0, quanta, block * someQuanta.length, someQuanta.length);
      System.arraycopy(someScales, 0, scales, block * someScales.length, someScales.length);
      System.arraycopy(someMinima, 0, minima, block * someMinima.length, someMinima.length);
    }
  }

  /** Unpacks whole blocks of a format that has {@link #packing}. */
  public final void unpack(MemorySegment from, long at, Unpacked to) {
    int groups = elements / group;
    var quanta = new int[elements];
    var scales = new float[groups];
    var minima = new float[groups];
    for (int block = 0; block < to.quanta.length / elements; block++) {
      unpack(from, at + (long) block * bytes, quanta, scales, minima);
      to.set(block, quanta, scales, minima);
    }
  }

  /** The number at a place of a format without packing. */
  float plain(MemorySegment from, long at) {
    throw new IllegalStateException(this + " is packed");
  }

  /** Unpacks one block of a format with packing. */
  void unpack(MemorySegment from, long at, int[] quanta, float[] scales, float[] minima) {
    throw new IllegalStateException(this + " isn't packed");
  }

  private static float half(MemorySegment from, long at) {
    return Float.float16ToFloat(from.get(SHORT, at));
  }

  private static int unsigned(MemorySegment from, long at, int index) {
    return from.get(ValueLayout.JAVA_BYTE, at + index) & 0xFF;
  }
}
