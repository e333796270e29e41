package dev.steward.runtime.fuzz;

import java.util.List;

/**
 * What is fed.
 *
 * @param name of its folder with inputs that were found
 * @param seeds inputs, most of which it takes
 * @param words pieces that its format has
 * @param most bytes that it may take however small the input is; above it only in proportion
 * @param feeding takes an input
 */
record Target(String name, List<byte[]> seeds, List<byte[]> words, long most, Feeding feeding) {

  /** Bytes that a target may take for each byte of its input. */
  static final long FOR_EACH_BYTE = 400;

  /** Takes one input. */
  @FunctionalInterface
  interface Feeding {
    /**
     * Reads it.
     *
     * @return what came of it; anything that is thrown is a fault
     */
    String feed(byte[] input) throws Exception;
  }

  Target {
    seeds = List.copyOf(seeds);
    words = List.copyOf(words);
  }

  @Override
  public String toString() {
    return name;
  }
}
