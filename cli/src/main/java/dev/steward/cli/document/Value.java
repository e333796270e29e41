package dev.steward.cli.document;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a YAML document, and where it begins. */
public sealed interface Value {

  /** Where the value begins. */
  Position at();

  /**
   * Fields by name, in the order of the file.
   *
   * @param fields each name's field
   */
  record Mapping(Position at, Map<String, Field> fields) implements Value {
    public Mapping {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The value of a field that is there and isn't null. */
    public Optional<Value> get(String name) {
      return Optional.ofNullable(fields.get(name))
          .map(Field::value)
          .filter(value -> !(value instanceof Nothing));
    }
  }

  /** A mapping's entry: where its name begins, and its value. */
  record Field(Position nameAt, Value value) {}

  /** Items in order. */
  record Listing(Position at, List<Value> items) implements Value {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /** A text. */
  record Text(Position at, String text) implements Value {}

  /** A number, whole or not. */
  record Numeric(Position at, BigDecimal number) implements Value {

    /** Whether the number has no fraction and fits 64 bits. */
    public boolean isWhole() {
      return number.stripTrailingZeros().scale() <= 0 && number.toBigInteger().bitLength() < 64;
    }
  }

  /** A truth value. */
  record Truth(Position at, boolean truth) implements Value {}

  /** Null, or nothing after the colon. */
  record Nothing(Position at) implements Value {}
}
