package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonValue;
import dev.steward.runtime.beside.SideFiles;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small JSON file beside a model's weights, such as {@code config.json}. */
final class JsonFile {

  private final String name;
  private final Map<String, JsonValue> fields;

  private JsonFile(String name, Map<String, JsonValue> fields) {
    this.name = name;
    this.fields = fields;
  }

  /**
   * The file of this name; without fields where there is none.
   *
   * @throws LoadException when it is no JSON object
   */
  static JsonFile in(Path folder, String name) throws LoadException {
    var read = new ArrayList<JsonValue>();
    if (!new SideFiles(folder).whole(name, json -> read.add(JsonValue.read(json)))) {
      return new JsonFile(name, Map.of());
    }
    return switch (read.getFirst()) {
      case JsonValue.Members(var fields) -> new JsonFile(name, fields);
      case JsonValue.Elements _,
          JsonValue.Text _,
          JsonValue.Numeric _,
          JsonValue.Truth _,
          JsonValue.Null _ ->
          throw SideFiles.corrupt(name, "it is no object");
    };
  }

  /** A field, where it is there and isn't null. */
  Optional<JsonValue> field(String field) {
    return Optional.ofNullable(fields.get(field))
        .filter(value -> !(value instanceof JsonValue.Null));
  }

  /** The fields of the object in a field; none where there is none. */
  JsonFile inner(String field) throws LoadException {
    var value = field(field);
    if (value.isEmpty()) {
      return new JsonFile(name, Map.of());
    }
    if (value.get() instanceof JsonValue.Members(var members)) {
      return new JsonFile(name, members);
    }
    throw wrong(field, "an object");
  }

  /** A text, if there is one. */
  Optional<String> text(String field) throws LoadException {
    var value = field(field);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonValue.Text(var text)) {
      return Optional.of(text);
    }
    throw wrong(field, "a text");
  }

  /** Whether a field is true. */
  boolean isTrue(String field) {
    return field(field).filter(new JsonValue.Truth(true)::equals).isPresent();
  }

  /** A number, if there is one. */
  Optional<Double> real(String field) throws LoadException {
    var value = field(field);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonValue.Numeric(var literal)) {
      return Optional.of(Double.valueOf(literal));
    }
    throw wrong(field, "a number");
  }

  /** A whole number from {@code least} to {@code most}, if there is one. */
  Optional<Integer> whole(String field, int least, int most) throws LoadException {
    var value = field(field);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(whole(field, value.get(), least, most));
  }

  /** A whole number that must be there. */
  int required(String field, int most) throws LoadException {
    return whole(field, 1, most).orElseThrow(() -> wrong(field, "a whole number from 1"));
  }

  /** Whole numbers, of which there may be one or a list. */
  List<Integer> wholes(String field, int most) throws LoadException {
    var value = field(field);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof JsonValue.Elements(var elements)) {
      var numbers = new ArrayList<Integer>();
      for (var element : elements) {
        numbers.add(whole(field, element, 0, most));
      }
      return List.copyOf(numbers);
    }
    return List.of(whole(field, value.get(), 0, most));
  }

  private int whole(String field, JsonValue value, int least, int most) throws LoadException {
    try {
      if (value instanceof JsonValue.Numeric(var literal)) {
        int number = new BigDecimal(literal).intValueExact();
        if (number >= least && number <= most) {
          return number;
        }
      }
    } catch (ArithmeticException e) {
      // No whole number, or none of 32 bits.
    }
    throw wrong(field, "a whole number from %d to %d".formatted(least, most));
  }

  /** A field isn't what it should be. */
  LoadException wrong(String field, String right) {
    return SideFiles.corrupt(
        name,
        "%s is %s, there should be %s"
            .formatted(field, field(field).map(JsonFile::shown).orElse("missing"), right));
  }

  /** A field asks for what isn't computed here. */
  LoadException unsuitable(String field, String remedy) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.uri",
        "%s has %s %s".formatted(name, field, field(field).map(JsonFile::shown).orElse("missing")),
        remedy);
  }

  private static String shown(JsonValue value) {
    var text = value.json();
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
