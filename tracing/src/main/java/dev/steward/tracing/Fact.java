package dev.steward.tracing;

import java.util.List;

/** An attribute of a span. Nothing that a client wrote freely may become one. */
public sealed interface Fact {

  /** Its key, by OpenTelemetry's semantic conventions where they have one. */
  String key();

  /** A word. */
  record Text(String key, String value) implements Fact {}

  /** Words. */
  record Texts(String key, List<String> values) implements Fact {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** A count or a code. */
  record Whole(String key, long value) implements Fact {}

  /** A measure, such as seconds. */
  record Real(String key, double value) implements Fact {}

  static Fact of(String key, String value) {
    return new Text(key, value);
  }

  static Fact of(String key, List<String> values) {
    return new Texts(key, values);
  }

  static Fact of(String key, long value) {
    return new Whole(key, value);
  }

  static Fact of(String key, double value) {
    return new Real(key, value);
  }
}
