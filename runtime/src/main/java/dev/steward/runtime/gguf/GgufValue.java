package dev.steward.runtime.gguf;

import java.util.List;

/** What a key of a file's metadata has. Kinds of numbers aren't told apart. */
public sealed interface GgufValue {

  /** A whole number, signed or not; those above 2^63 - 1 are refused. */
  record Whole(long value) implements GgufValue {}

  /** A floating-point number. */
  record Real(double value) implements GgufValue {}

  /** True or false. */
  record Truth(boolean value) implements GgufValue {}

  /** A text. */
  record Text(String value) implements GgufValue {}

  /** Texts. */
  record Texts(List<String> values) implements GgufValue {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** Whole numbers. */
  record Wholes(List<Long> values) implements GgufValue {
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** Floating-point numbers. */
  record Reals(List<Double> values) implements GgufValue {
    public Reals {
      values = List.copyOf(values);
    }
  }

  /** Trues and falses. */
  record Truths(List<Boolean> values) implements GgufValue {
    public Truths {
      values = List.copyOf(values);
    }
  }
}
