package dev.steward.runtime.grammar;

import dev.steward.protocol.json.RefusedException;
import java.util.Map;

/** Rules for the values of JSON Schema that hold no others. */
final class TypeRules {

  /** Each text of which is of the format, though not each text of it: no 29th day of a month. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "date", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
          "time", "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?Z$",
          "date-time",
              "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T"
                  + "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?Z$",
          "uuid", "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");

  private final Rules rules;
  private final JsonRules json;

  TypeRules(Rules rules, JsonRules json) {
    this.rules = rules;
    this.json = json;
  }

  Rule integer(Schemas schema) throws RefusedException {
    if (SchemaType.INTEGER.keywords().stream().noneMatch(schema::has)) {
      return json.integer();
    }
    long least = -WholeNumbers.MOST;
    long most = WholeNumbers.MOST;
    if (schema.has("minimum")) {
      least = Math.max(least, schema.whole("minimum"));
    }
    if (schema.has("exclusiveMinimum")) {
      least = Math.max(least, schema.whole("exclusiveMinimum") + 1);
    }
    if (schema.has("maximum")) {
      most = Math.min(most, schema.whole("maximum"));
    }
    if (schema.has("exclusiveMaximum")) {
      most = Math.min(most, schema.whole("exclusiveMaximum") - 1);
    }
    return new WholeNumbers(rules).between(least, most);
  }

  /** Bounds of numbers that needn't be whole aren't known here. */
  Rule number(Schemas schema) throws RefusedException {
    for (var bound : SchemaType.INTEGER.keywords()) {
      if (schema.has(bound)) {
        throw Schemas.refused(
            schema.at(bound), "it is kept of whole numbers alone here", "use type integer");
      }
    }
    return json.number();
  }

  Rule string(Schemas schema) throws RefusedException {
    boolean bounded = schema.has("minLength") || schema.has("maxLength");
    if (schema.has("pattern") && (bounded || schema.has("format"))) {
      throw Schemas.refused(
          schema.at("pattern"),
          "it isn't put together with lengths or a format here",
          "say it all in the pattern");
    }
    if (schema.has("pattern")) {
      return json.quoted(
          PatternRules.content(rules, json, schema.at("pattern"), schema.text("pattern")));
    }
    if (schema.has("format")) {
      return format(schema);
    }
    return json.string(schema.count("minLength", 0), schema.count("maxLength", Rules.UNBOUNDED));
  }

  private Rule format(Schemas schema) throws RefusedException {
    var format = schema.text("format");
    if (!FORMATS.containsKey(format) || schema.has("minLength") || schema.has("maxLength")) {
      throw Schemas.refused(
          schema.at("format"),
          "\"" + format + "\" isn't known here, or not with lengths",
          "use date, time, date-time, uuid or a pattern");
    }
    return json.quoted(
        PatternRules.content(rules, json, schema.at("format"), FORMATS.getOrDefault(format, "")));
  }
}
