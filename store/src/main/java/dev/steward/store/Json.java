package dev.steward.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server says in JSON. Asking for what isn't there, or is of another kind, gives nothing.
 *
 * @param value a text, a number, a list of these, or a map by names
 */
public record Json(Object value) {

  private static final int MAX_DEPTH = 32;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(32)
                  .build())
          .build();

  /** Stands for {@code null}, true and false, which nobody here asks for. */
  private static final Object OTHER = new Object();

  /**
   * Reads a document that is short enough to be held.
   *
   * @throws RefusedException when it is no JSON; its message repeats none of it
   */
  public static Json parse(byte[] document) throws RefusedException {
    try (var json = FACTORY.createParser(document)) {
      var value = json.nextToken() == null ? OTHER : value(json);
      if (json.nextToken() != null) {
        throw new RefusedException("it goes on after the end of its JSON");
      }
      return new Json(value);
    } catch (RefusedException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new RefusedException("it is no JSON");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static Object value(JsonParser json) throws IOException {
    var token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      var fields = new LinkedHashMap<String, Object>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        fields.put(name, value(json));
      }
      return fields;
    }
    if (token == JsonToken.START_ARRAY) {
      var items = new ArrayList<Object>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return items;
    }
    if (token == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    return token == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? (Object) json.getLongValue()
        : OTHER;
  }

  /** A field that is a text. */
  public Optional<String> text(String name) {
    return field(name).map(Json::value).filter(String.class::isInstance).map(String.class::cast);
  }

  /** What it is, if that is a text. */
  public Optional<String> asText() {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A field that is a whole number. */
  public OptionalLong number(String name) {
    return field(name)
        .map(Json::value)
        .filter(Long.class::isInstance)
        .map(found -> OptionalLong.of((Long) found))
        .orElse(OptionalLong.empty());
  }

  /** A field of any kind. */
  public Optional<Json> field(String name) {
    return value instanceof Map<?, ?> fields
        ? Optional.<Object>ofNullable(fields.get(name)).map(Json::new)
        : Optional.empty();
  }

  /** The fields by their names. */
  public Map<String, Json> fields() {
    var all = new LinkedHashMap<String, Json>();
    if (value instanceof Map<?, ?> fields) {
      fields.forEach((name, field) -> all.put((String) name, new Json(field)));
    }
    return all;
  }

  /** The items of a list. */
  public List<Json> items() {
    return value instanceof List<?> items
        ? items.stream().<Json>map(item -> new Json(item)).toList()
        : List.of();
  }

  /** The items of a field that is a list. */
  public List<Json> items(String name) {
    return field(name).map(Json::items).orElse(List.of());
  }
}
