package dev.steward.runtime.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"integer"}                                      | -12         | 1.5
          {"type":"integer","minimum":0,"maximum":120}            | 120         | 121
          {"type":"integer","exclusiveMinimum":0}                 | 1           | 0
          {"type":"integer","minimum":-15,"maximum":-5}           | -15         | -4
          {"type":"number"}                                       | -0.5e+3     | .5
          {"type":"string","minLength":2,"maxLength":3}           | "é\\n"    | "abcd"
          {"type":"string"}                                       | "\\u00e9" | "\\ud800"
          {"type":"string","pattern":"^a+$"}                      | "aaa"       | "aab"
          {"type":"string","pattern":"b"}                         | "abc"       | "ac"
          {"type":"string","pattern":"^(x|y){2}$|^z"}             | "xy"        | "x"
          {"type":"string","format":"date"}                       | "2026-02-28" | "2026-13-01"
          {"enum":["a",1,null]}                                   | null        | "b"
          {"type":"integer","enum":["a",1]}                       | 1           | "a"
          {"const":{"a":[1]}}                                     | {"a":[1]}   | {"a":[2]}
          {"type":"array","items":{"type":"boolean"},"minItems":1} | [true, false] | []
          {"type":"array","maxItems":0}                           | []          | [1]
          {"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["b"]} | {"b":null} | {"a":null}
          {"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":{"type":"null"}} | {"a": null,"ab":null} | {"b":1}
          {"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":{"type":"integer"}} | {"ab":1} | {"a":1}
          {"type":"object","properties":{"a":{}},"required":["c"]} | {"a":1,"c":2} | {"a":1}
          {"type":"object","additionalProperties":false}          | {}          | {"a":1}
          {"anyOf":[{"type":"null"},{"type":"boolean"}]}          | true        | 1
          {"oneOf":[{"type":"null"},{"type":"boolean"}]}          | null        | 1
          {"allOf":[{"$ref":"#/$defs/x"}],"$defs":{"x":{"type":"null"}}} | null | 1
          {"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"required":["next"],"additionalProperties":false}}} | {"next":{"next":null}} | {"next":{}}
          {"minLength":1}                                         | "a"         | 1
          """)
  void a_text_meets_a_schema_or_doesn_t(String schema, String good, String bad) throws Exception {
    var rules = new Rules();
    var rule = ((Outcome.Done<Rule>) rule(rules, schema)).value();
    assertThat(Writing.meets(rules, rule, good)).as(good).isTrue();
    assertThat(Writing.meets(rules, rule, bad)).as(bad).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"object","minProperties":1}              | schema.minProperties | this keyword isn't known here
          {"properties":{"a":{"items":{"not":{}}}}}        | schema.properties.a.items.not | this keyword isn't known here
          {"type":"string","maxItems":1}                   | schema.maxItems | or not for this type
          {"type":"number","minimum":1}                    | schema.minimum | it is kept of whole numbers alone
          {"type":"text"}                                  | schema.type | "text" is no type
          {"type":"string","pattern":"(?=a)"}              | schema.pattern | a group of the kind (?=
          {"type":"string","pattern":"a{2000}"}            | schema.pattern | more than 200
          {"type":"string","pattern":"(a"}                 | schema.pattern | a ( that nothing closes
          {"type":"string","pattern":"a","maxLength":2}    | schema.pattern | isn't put together with lengths
          {"type":"string","format":"email"}               | schema.format | "email" isn't known here
          {"$ref":"#/$defs/x"}                             | schema.$ref | leads nowhere
          {"$ref":"https://x"}                             | schema.$ref | leads elsewhere
          {"$ref":"#","type":"null"}                       | schema.type | isn't put together with $ref
          {"$ref":"#"}                                     | schema | no JSON text meets it
          {"oneOf":[{"type":"integer"},{"type":"number"}]} | schema.oneOf | could meet schemas 0 and 1
          {"allOf":[{},{}]}                                | schema.allOf | aren't put together
          {"type":"array","minItems":2,"maxItems":1}       | schema | no JSON text meets it
          {"type":"object","required":["a"],"additionalProperties":false} | schema | no JSON text meets it
          {"type":"array","items":{"$ref":"#"},"minItems":1} | schema | no JSON text meets it
          {"items":3}                                      | schema.items | it is no schema
          """)
  void what_isn_t_known_is_refused_by_its_name(String schema, String field, String problem)
      throws Exception {
    var refusal = ((Outcome.Refused<Rule>) rule(new Rules(), schema)).refusal();
    assertThat(refusal.field()).contains(field);
    assertThat(refusal.message()).contains(problem);
  }

  @Test
  void objects_told_apart_by_a_member_are_one_of_several() throws Exception {
    var rules = new Rules();
    var one =
        "{\"type\":\"object\",\"properties\":{\"kind\":{\"const\":\"%s\"}},\"required\":[\"kind\"]}";
    var rule = rule(rules, "{\"oneOf\":[" + one.formatted("a") + "," + one.formatted("b") + "]}");
    assertThat(Writing.meets(rules, ((Outcome.Done<Rule>) rule).value(), "{\"kind\":\"b\"}"))
        .isTrue();
    assertThat(rule(rules, "{\"oneOf\":[" + one.formatted("a") + "," + one.formatted("a") + "]}"))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void a_schema_too_large_is_refused() throws Exception {
    assertThat(refused(properties(501, "{}")).message()).contains("more than 500 of them");
    assertThat(refused("{\"description\":\"" + "x".repeat(70_000) + "\"}").message())
        .contains("more than 65536 characters");
    // Each of its members is unrolled at each depth.
    assertThat(refused(properties(400, "{\"$ref\":\"#\"}")).message()).contains("it is too large");
  }

  private static String properties(int count, String each) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"property %d of many\":%s".formatted(i, each))
        .collect(Collectors.joining(",", "{\"type\":\"object\",\"properties\":{", "}}"));
  }

  @Test
  void a_pattern_that_takes_too_long_ends_the_text() throws Exception {
    var rules = new Rules();
    var schema = "{\"pattern\":\"^(a|b|.)*(a.{1,150}){5}$\"}";
    var rule = ((Outcome.Done<Rule>) rule(rules, schema)).value();
    var constraint = new Grammar(rules, rule, Writing.TRIE).begin();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                constraint.restrict(new float[Writing.TOKENS.size()], Set.of(Writing.END));
                constraint.accept((i == 0 ? "\"a" : "ab").getBytes(StandardCharsets.UTF_8));
              }
            })
        .isInstanceOf(TooComplexException.class);
  }

  private static Refusal refused(String schema) throws IOException {
    return ((Outcome.Refused<Rule>) rule(new Rules(), schema)).refusal();
  }

  private static Outcome<Rule> rule(Rules rules, String schema) throws IOException {
    var value =
        ((Outcome.Done<JsonValue>)
                JsonReader.document(schema.getBytes(StandardCharsets.UTF_8), JsonValue::read))
            .value();
    return SchemaRules.of(rules, value, "schema");
  }
}
