package dev.steward.runtime.grammar;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.json.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keywords of one schema, read as what they should be.
 *
 * @param at where the schema stands in the request
 */
record Schemas(Map<String, JsonValue> members, String at) {

  private static final int MOST = 1 << 20;

  /** What is wrong, and where. */
  static RefusedException refused(String field, String problem, String remedy) {
    return new RefusedException(
        Refusal.of(ErrorCode.INVALID_REQUEST, new Violation(field, problem, remedy)));
  }

  /** Where a keyword stands. */
  String at(String keyword) {
    return at + "." + keyword;
  }

  boolean has(String keyword) {
    return members.containsKey(keyword);
  }

  JsonValue value(String keyword) {
    return Optional.ofNullable(members.get(keyword)).orElseThrow();
  }

  /** Nothing may stand beside a keyword but these. */
  void alone(String keyword, Collection<String> allowed) throws RefusedException {
    for (var name : members.keySet()) {
      if (!name.equals(keyword) && !allowed.contains(name)) {
        throw refused(
            at(name), "it isn't put together with " + keyword + " here", "use one of them");
      }
    }
  }

  /** Nothing may stand here but these. */
  void only(Collection<String> allowed, String known) throws RefusedException {
    for (var name : members.keySet()) {
      if (!allowed.contains(name)) {
        throw refused(
            at(name), "this keyword isn't known here, or not for this type", "use " + known);
      }
    }
  }

  /** The types that are named, or that its keywords are about; none for any. */
  List<SchemaType> types() throws RefusedException {
    var types = new ArrayList<SchemaType>();
    switch (Optional.ofNullable(members.get("type")).orElse(new JsonValue.Null())) {
      case JsonValue.Text(var name) -> types.add(type(name));
      case JsonValue.Elements(var names) -> {
        for (var name : names) {
          types.add(type(name instanceof JsonValue.Text(var text) ? text : ""));
        }
      }
      case JsonValue.Null _ when !has("type") -> {
        for (var type : SchemaType.values()) {
          if (type.keywords().stream().anyMatch(this::has)) {
            types.add(type);
          }
        }
      }
      case JsonValue.Members _, JsonValue.Numeric _, JsonValue.Truth _, JsonValue.Null _ ->
          throw refused(at("type"), "it names no type", "send a name, or several");
    }
    return types;
  }

  private SchemaType type(String name) throws RefusedException {
    var type = SchemaType.of(name);
    if (type.isEmpty()) {
      throw refused(
          at("type"),
          "\"" + name + "\" is no type",
          "use null, boolean, integer, number, string, array or object");
    }
    return type.get();
  }

  String text(String keyword) throws RefusedException {
    if (value(keyword) instanceof JsonValue.Text(var text)) {
      return text;
    }
    throw refused(at(keyword), "it is no string", "send a string");
  }

  List<JsonValue> elements(String keyword) throws RefusedException {
    if (value(keyword) instanceof JsonValue.Elements(var elements)) {
      return elements;
    }
    throw refused(at(keyword), "it is no array", "send an array");
  }

  Map<String, JsonValue> members(String keyword) throws RefusedException {
    if (!has(keyword)) {
      return Map.of();
    }
    if (value(keyword) instanceof JsonValue.Members(var members)) {
      return members;
    }
    throw refused(at(keyword), "it is no object", "send an object");
  }

  List<String> names(String keyword) throws RefusedException {
    var names = new ArrayList<String>();
    for (var element : has(keyword) ? elements(keyword) : List.<JsonValue>of()) {
      if (!(element instanceof JsonValue.Text(var name))) {
        throw refused(at(keyword), "it has something that is no name", "send names");
      }
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** A count, where one is given. */
  int count(String keyword, int otherwise) throws RefusedException {
    if (!has(keyword)) {
      return otherwise;
    }
    var count = whole(keyword);
    if (count < 0 || count > MOST) {
      throw refused(at(keyword), "found " + count, "send a whole number from 0 to " + MOST);
    }
    return (int) count;
  }

  /** A whole number of at most 15 digits. */
  long whole(String keyword) throws RefusedException {
    if (value(keyword) instanceof JsonValue.Numeric(var literal)
        && literal.matches("-?[0-9]{1,15}(\\.0+)?")) {
      return Long.parseLong(literal.split("\\.", 2)[0]);
    }
    throw refused(
        at(keyword), "found " + value(keyword).json(), "send a whole number of at most 15 digits");
  }
}
