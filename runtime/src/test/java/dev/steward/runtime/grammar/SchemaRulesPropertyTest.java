package dev.steward.runtime.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SchemaRulesPropertyTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  @Property(tries = 300)
  void whatever_a_model_would_write_meets_the_schema(
      @ForAll("schemas") String schema, @ForAll Random random) throws Exception {
    var text = Writing.text(grammar(schema), random);
    assertThat(SCHEMAS.getSchema(schema).validate(JSON.readTree(text)))
        .as("%s for %s", text, schema)
        .isEmpty();
  }

  @Property(tries = 100)
  void any_object_is_an_object(@ForAll Random random) throws JsonProcessingException {
    var rules = new Rules();
    var text = Writing.text(new Grammar(rules, SchemaRules.anyObject(rules), Writing.TRIE), random);
    assertThat(JSON.readTree(text).isObject()).as(text).isTrue();
  }

  static Grammar grammar(String schema) throws IOException {
    var rules = new Rules();
    var value =
        ((Outcome.Done<JsonValue>)
                JsonReader.document(schema.getBytes(StandardCharsets.UTF_8), JsonValue::read))
            .value();
    return switch (SchemaRules.of(rules, value, "schema")) {
      case Outcome.Done<Rule>(var rule) -> new Grammar(rules, rule, Writing.TRIE);
      case Outcome.Refused<Rule>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  @Provide
  Arbitrary<String> schemas() {
    return schema(3);
  }

  private static Arbitrary<String> schema(int depth) {
    var leaf =
        Arbitraries.oneOf(
            Arbitraries.of(
                "true",
                "{}",
                "{\"type\":\"null\"}",
                "{\"type\":\"boolean\"}",
                "{\"type\":\"number\"}",
                "{\"type\":\"integer\"}",
                "{\"type\":[\"string\",\"null\"],\"title\":\"t\"}",
                "{\"enum\":[1,\"two\\n\",null,{\"a\":[true]}]}",
                "{\"const\":\"fixed \\\"é\\\"\"}",
                "{\"type\":\"string\",\"format\":\"date-time\"}",
                "{\"type\":\"string\",\"pattern\":\"^[A-Z]{2,4}-\\\\d+(x|y)?$\"}",
                "{\"type\":\"string\",\"pattern\":\"a.c\"}",
                "{\"type\":\"string\",\"pattern\":\"^[^\\\\w]*$\"}"),
            bounds()
                .map(b ->
                    "{\"type\":\"string\",\"minLength\":%d,\"maxLength\":%d}"
                        .formatted(b.get(0), b.get(1))),
            Combinators.combine(
                    Arbitraries.longs().between(-2_000, 2_000),
                    Arbitraries.longs().between(0, 3_000))
                .as((least, more) ->
                    "{\"type\":\"integer\",\"minimum\":%d,\"maximum\":%d}"
                        .formatted(least, least + more)));
    if (depth == 0) {
      return leaf;
    }
    return Arbitraries.oneOf(
        leaf,
        Combinators.combine(schema(depth - 1), bounds())
            .as((items, b) ->
                "{\"type\":\"array\",\"items\":%s,\"minItems\":%d,\"maxItems\":%d}"
                    .formatted(items, b.get(0), b.get(1))),
        Combinators.combine(
                schema(depth - 1).list().ofMinSize(1).ofMaxSize(4),
                Arbitraries.integers().between(0, 15),
                Arbitraries.of(
                    "",
                    ",\"additionalProperties\":false",
                    ",\"additionalProperties\":{\"type\":\"integer\"}"))
            .as(SchemaRulesPropertyTest::object),
        schema(depth - 1)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(all -> "{\"anyOf\":[" + String.join(",", all) + "]}"),
        schema(depth - 1)
            .map(inner ->
                "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":"
                    + inner
                    + "}]}"));
  }

  private static String object(List<String> properties, int required, String others) {
    var names = List.of("a", "ab", "a\\\"c", "é");
    var listed =
        IntStream.range(0, properties.size())
            .mapToObj(i -> "\"" + names.get(i) + "\":" + properties.get(i))
            .collect(Collectors.joining(","));
    var needed =
        IntStream.range(0, properties.size())
            .filter(i -> ((required >> i) & 1) == 1)
            .mapToObj(i -> "\"" + names.get(i) + "\"")
            .collect(Collectors.joining(","));
    return "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s]%s}"
        .formatted(listed, needed, others);
  }

  private static Arbitrary<List<Integer>> bounds() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 4))
        .as((least, more) -> List.of(least, least + more));
  }
}
