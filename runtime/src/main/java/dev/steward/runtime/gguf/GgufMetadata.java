package dev.steward.runtime.gguf;

import dev.steward.core.error.LoadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file says about its model, by key. */
public final class GgufMetadata {

  private final Map<String, GgufValue> values;

  /** What is there, by key. */
  public GgufMetadata(Map<String, GgufValue> values) {
    this.values = Map.copyOf(new LinkedHashMap<>(values));
  }

  /** Anything. */
  public Optional<GgufValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * A text, if there is one.
   *
   * @throws LoadException when something else is there
   */
  public Optional<String> text(String key) throws LoadException {
    return of(key, GgufValue.Text.class, "a text").map(GgufValue.Text::value);
  }

  /**
   * A whole number from {@code least} to {@code most}, if there is one.
   *
   * @throws LoadException when something else is there
   */
  public Optional<Integer> whole(String key, int least, int most) throws LoadException {
    var value = of(key, GgufValue.Whole.class, "a whole number").map(GgufValue.Whole::value);
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      throw GgufBytes.unsuitable(
          "has %s %d, which must be from %d to %d".formatted(key, value.get(), least, most),
          "use a model within these bounds");
    }
    return value.map(Math::toIntExact);
  }

  /**
   * A number, if there is one.
   *
   * @throws LoadException when something else is there
   */
  public Optional<Double> real(String key) throws LoadException {
    return of(key, GgufValue.Real.class, "a floating-point number").map(GgufValue.Real::value);
  }

  /**
   * True or false, if there is one of them.
   *
   * @throws LoadException when something else is there
   */
  public Optional<Boolean> truth(String key) throws LoadException {
    return of(key, GgufValue.Truth.class, "true or false").map(GgufValue.Truth::value);
  }

  /**
   * Texts, if there are.
   *
   * @throws LoadException when something else is there
   */
  public Optional<List<String>> texts(String key) throws LoadException {
    return of(key, GgufValue.Texts.class, "an array of texts").map(GgufValue.Texts::values);
  }

  /**
   * Whole numbers, if there are.
   *
   * @throws LoadException when something else is there
   */
  public Optional<List<Long>> wholes(String key) throws LoadException {
    return of(key, GgufValue.Wholes.class, "an array of whole numbers")
        .map(GgufValue.Wholes::values);
  }

  /**
   * What must be there.
   *
   * @throws LoadException when it isn't
   */
  public static <T> T required(String key, Optional<T> value) throws LoadException {
    return value.orElseThrow(
        () -> GgufBytes.unsuitable("has no " + key, "use one that a usual converter has written"));
  }

  private <T extends GgufValue> Optional<T> of(String key, Class<T> kind, String right)
      throws LoadException {
    var value = value(key);
    if (value.isPresent() && !kind.isInstance(value.get())) {
      throw GgufBytes.corrupt("its " + key + " isn't " + right);
    }
    return value.map(kind::cast);
  }
}
