package dev.steward.runtime.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes inputs at random; the same seed makes the same ones. */
final class Mutations {

  private static final int LONGEST = 1 << 16;
  private static final int MOST_CHANGES = 6;

  /** Numbers at which lengths and counts go wrong. */
  private static final long[] EDGES = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    65_535,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xFFFFFFFFL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;

  Mutations(long seed) {
    random = new Random(seed);
  }

  /** One of them. */
  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Another input, made of one or two that are there. */
  byte[] another(List<byte[]> corpus, List<byte[]> words) {
    var input = any(corpus);
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      input = changed(input, corpus, words);
    }
    return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
  }

  private byte[] changed(byte[] input, List<byte[]> corpus, List<byte[]> words) {
    int at = random.nextInt(input.length + 1);
    int length = random.nextInt(Math.min(64, input.length - at) + 1);
    return switch (random.nextInt(10)) {
      case 0 -> flipped(input, at);
      case 1 -> replaced(input, at, 0, bytes(1 + random.nextInt(16)));
      case 2 -> replaced(input, at, length, new byte[0]);
      case 3 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + length));
      case 4 -> replaced(input, at, length, any(words));
      case 5 -> replaced(input, at, 0, any(words));
      case 6 -> edge(input, at);
      case 7 -> Arrays.copyOf(input, at);
      case 8 -> spliced(input, at, any(corpus));
      default -> repeated(input, at, any(words));
    };
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] flipped(byte[] input, int at) {
    var changed = input.clone();
    if (at < changed.length) {
      changed[at] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  /** A number of 1 to 8 bytes, little-endian, in place of as many. */
  private byte[] edge(byte[] input, int at) {
    long value = EDGES[random.nextInt(EDGES.length)];
    int width = Math.min(1 << random.nextInt(4), input.length - at);
    var changed = input.clone();
    for (int i = 0; i < width; i++) {
      changed[at + i] = (byte) (value >> (8 * i));
    }
    return changed;
  }

  private byte[] spliced(byte[] input, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return replaced(input, at, input.length - at, Arrays.copyOfRange(other, from, other.length));
  }

  /** Nests and repeats. */
  private byte[] repeated(byte[] input, int at, byte[] word) {
    int times = 1 << random.nextInt(11);
    int count = Math.min(times, Math.max(1, LONGEST / Math.max(1, word.length)));
    var many = new byte[word.length * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(word, 0, many, i * word.length, word.length);
    }
    return replaced(input, at, 0, many);
  }

  private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
    var changed = new byte[input.length - length + by.length];
    System.arraycopy(input, 0, changed, 0, at);
    System.arraycopy(by, 0, changed, at, by.length);
    System.arraycopy(input, at + length, changed, at + by.length, input.length - at - length);
    return changed;
  }
}
