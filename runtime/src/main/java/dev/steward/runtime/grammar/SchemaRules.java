package dev.steward.runtime.grammar;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.json.JsonValue.Members;
import dev.steward.protocol.json.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * JSON Schema to rules, each text of which meets the schema. What a schema may hold that isn't
 * known here is refused by its name: to pass over it could let texts through that don't meet it.
 *
 * <p>A schema that refers to itself is unrolled until values are nested {@value #DEPTH} deep.
 */
public final class SchemaRules {

  /** How deep values are nested at most. */
  static final int DEPTH = 16;

  /** Characters of a schema. */
  private static final int LONGEST = 1 << 16;

  /** Members of an object, each of which may be absent in an alternative of its own. */
  private static final int MOST_MEMBERS = 500;

  /** Rules that a schema may become. */
  private static final int MOST_RULES = 100_000;

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions");

  private static final String KNOWN =
      "type, properties, required, additionalProperties, items, minItems, maxItems, minLength,"
          + " maxLength, pattern, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum,"
          + " const, anyOf, oneOf, allOf, $ref, $defs";

  private final Rules rules;
  private final JsonRules json;
  private final TypeRules types;
  private final JsonValue root;
  private final String field;
  private final List<Map<JsonValue, Rule>> known = new ArrayList<>();

  private SchemaRules(Rules rules, JsonValue root, String field) {
    this.rules = rules;
    this.json = new JsonRules(rules);
    this.types = new TypeRules(rules, json);
    this.root = root;
    this.field = field;
    for (int depth = 0; depth <= DEPTH; depth++) {
      known.add(new IdentityHashMap<>());
    }
  }

  /** Any JSON object. */
  public static Rule anyObject(Rules rules) {
    return new JsonRules(rules).anyObject(DEPTH);
  }

  /**
   * The JSON texts that meet a schema; or the refusal of one that isn't known here, or that none
   * meets.
   *
   * @param field of the request that has the schema
   */
  public static Outcome<Rule> of(Rules rules, JsonValue schema, String field) {
    try {
      if (schema.json().length() > LONGEST) {
        throw Schemas.refused(
            field, "it has more than " + LONGEST + " characters", "send a smaller schema");
      }
      var reading = new SchemaRules(rules, schema, field);
      var rule = reading.rule(schema, field, DEPTH);
      if (rule instanceof Rule.Nothing) {
        throw Schemas.refused(field, "no JSON text meets it", "send a schema that one can meet");
      }
      return Outcome.done(rule);
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    }
  }

  /**
   * The texts that meet a schema.
   *
   * @param at where it stands
   * @param depth how deep values may be nested in it
   */
  private Rule rule(JsonValue schema, String at, int depth) throws RefusedException {
    var beside = known.get(depth);
    var before = beside.get(schema);
    if (before != null) {
      return before;
    }
    if (rules.count() > MOST_RULES) {
      throw Schemas.refused(field, "it is too large", "send a smaller schema");
    }
    // What refers to itself without a level between is met by nothing.
    beside.put(schema, rules.nothing());
    var rule =
        switch (schema) {
          case JsonValue.Truth(boolean value) -> value ? json.any(depth) : rules.nothing();
          case Members(var members) -> keywords(new Schemas(members, at), depth);
          case JsonValue.Elements _, JsonValue.Text _, JsonValue.Numeric _, JsonValue.Null _ ->
              throw Schemas.refused(at, "it is no schema", "send an object, true or false");
        };
    beside.put(schema, rule);
    return rule;
  }

  private Rule keywords(Schemas schema, int depth) throws RefusedException {
    if (schema.has("$ref")) {
      schema.alone("$ref", ANNOTATIONS);
      return rule(target(schema), schema.at("$ref"), depth);
    }
    for (var several : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.has(several)) {
        schema.alone(several, ANNOTATIONS);
        return several(schema, several, depth);
      }
    }
    for (var given : List.of("enum", "const")) {
      if (schema.has(given)) {
        schema.alone(given, with(ANNOTATIONS, "type"));
        return literals(schema, given);
      }
    }
    var options = new ArrayList<Rule>();
    var allowed = new ArrayList<>(ANNOTATIONS);
    allowed.add("type");
    var found = schema.types();
    for (var type : found) {
      allowed.addAll(type.keywords());
      options.add(typed(type, schema, depth));
    }
    schema.only(allowed, KNOWN);
    return found.isEmpty() ? json.any(depth) : rules.either(options);
  }

  private static Set<String> with(Set<String> names, String one) {
    var all = new HashSet<>(names);
    all.add(one);
    return all;
  }

  private JsonValue target(Schemas schema) throws RefusedException {
    var reference = schema.text("$ref");
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw Schemas.refused(
          schema.at("$ref"), "\"" + reference + "\" leads elsewhere", "refer to #/$defs/NAME");
    }
    var at = root;
    // Before the first slash there is nothing.
    var steps = reference.substring(1).split("/", -1);
    for (var step : List.of(steps).subList(1, steps.length)) {
      var name = step.replace("~1", "/").replace("~0", "~");
      if (!(at instanceof Members(var members)) || !members.containsKey(name)) {
        throw Schemas.refused(
            schema.at("$ref"), "\"" + reference + "\" leads nowhere", "refer to #/$defs/NAME");
      }
      at = members.get(name);
    }
    return at;
  }

  private Rule several(Schemas schema, String keyword, int depth) throws RefusedException {
    var all = schema.elements(keyword);
    if (all.isEmpty()) {
      throw Schemas.refused(schema.at(keyword), "it is empty", "send at least one schema");
    }
    if (keyword.equals("allOf") && all.size() > 1) {
      throw Schemas.refused(
          schema.at(keyword),
          "schemas that must all be met aren't put together here",
          "write them as one");
    }
    if (keyword.equals("oneOf")) {
      Disjoint.check(all.stream().map(this::followed).toList(), schema.at(keyword));
    }
    var options = new ArrayList<Rule>();
    for (int i = 0; i < all.size(); i++) {
      options.add(rule(all.get(i), schema.at(keyword) + "[" + i + "]", depth));
    }
    return rules.either(options);
  }

  /** What a schema that is a reference refers to. */
  private JsonValue followed(JsonValue schema) {
    try {
      return schema instanceof Members(var members) && members.containsKey("$ref")
          ? target(new Schemas(members, field))
          : schema;
    } catch (RefusedException e) {
      return schema;
    }
  }

  private Rule literals(Schemas schema, String keyword) throws RefusedException {
    Collection<JsonValue> values =
        keyword.equals("enum") ? schema.elements("enum") : List.of(schema.value("const"));
    var types = schema.types();
    var options = new ArrayList<Rule>();
    for (var value : values) {
      if (types.isEmpty() || types.stream().anyMatch(type -> type.has(value))) {
        options.add(rules.text(value.json()));
      }
    }
    return rules.either(options);
  }

  private Rule typed(SchemaType type, Schemas schema, int depth) throws RefusedException {
    return switch (type) {
      case NULL -> rules.text("null");
      case BOOLEAN -> json.truth();
      case INTEGER -> types.integer(schema);
      case NUMBER -> types.number(schema);
      case STRING -> types.string(schema);
      case ARRAY -> depth == 0 ? rules.nothing() : array(schema, depth);
      case OBJECT -> depth == 0 ? rules.nothing() : object(schema, depth);
    };
  }

  private Rule array(Schemas schema, int depth) throws RefusedException {
    var items =
        schema.has("items")
            ? rule(schema.value("items"), schema.at("items"), depth - 1)
            : json.any(depth - 1);
    return json.array(
        items, schema.count("minItems", 0), schema.count("maxItems", Rules.UNBOUNDED));
  }

  private Rule object(Schemas schema, int depth) throws RefusedException {
    var required = new ArrayList<>(schema.names("required"));
    var members = new ArrayList<JsonRules.Member>();
    var listed = new HashMap<String, JsonValue>();
    var properties = schema.members("properties");
    if (properties.size() + required.size() > MOST_MEMBERS) {
      throw Schemas.refused(
          schema.at("properties"),
          "more than " + MOST_MEMBERS + " of them and those required",
          "list fewer");
    }
    for (var property : properties.entrySet()) {
      var name = property.getKey();
      listed.put(name, property.getValue());
      members.add(
          new JsonRules.Member(
              name,
              rule(property.getValue(), schema.at("properties") + "." + name, depth - 1),
              required.contains(name) ? JsonRules.Need.REQUIRED : JsonRules.Need.OPTIONAL));
    }
    var others = others(schema, depth, properties.isEmpty());
    for (var name : required) {
      if (!listed.containsKey(name)) {
        var value =
            schema.has("additionalProperties")
                ? others.orElse(rules.nothing())
                : json.any(depth - 1);
        members.add(new JsonRules.Member(name, value, JsonRules.Need.REQUIRED));
      }
    }
    return json.object(members, others);
  }

  /** What members that aren't listed are; where nothing is said, there are none beside others. */
  private Optional<Rule> others(Schemas schema, int depth, boolean alone) throws RefusedException {
    if (!schema.has("additionalProperties")) {
      return alone ? Optional.of(json.any(depth - 1)) : Optional.empty();
    }
    var value = schema.value("additionalProperties");
    var rule = rule(value, schema.at("additionalProperties"), depth - 1);
    return rule instanceof Rule.Nothing ? Optional.empty() : Optional.of(rule);
  }
}
