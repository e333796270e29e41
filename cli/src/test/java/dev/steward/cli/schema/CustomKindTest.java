package dev.steward.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.cli.document.Parsed;
import dev.steward.cli.document.Value;
import dev.steward.cli.document.YamlReader;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomKindTest {

  private static final CustomKind WIDGET =
      CustomKind.of(
          Serialization.unmarshal(
              """
              apiVersion: apiextensions.k8s.io/v1
              kind: CustomResourceDefinition
              metadata: {name: widgets.example.com}
              spec:
                group: example.com
                names: {kind: Widget, plural: widgets}
                scope: Namespaced
                versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        required: [spec]
                        x-kubernetes-validations:
                          - rule: size(self.metadata.name) <= 5
                            message: "metadata.name: is longer than 5; use a shorter one"
                        properties:
                          spec:
                            type: object
                            required: [kind]
                            x-kubernetes-validations:
                              - rule: self.min <= self.max
                                messageExpression: "string(self.min) + ' is above max ' + string(self.max) + '; lower min or raise max'"
                                fieldPath: .min
                              - rule: self.kind == oldSelf.kind
                                message: "can't change; make a new widget"
                            properties:
                              kind: {type: string, enum: [Round, Square], description: "The shape. And more."}
                              min: {type: integer, minimum: 0, default: 1}
                              max: {type: integer, maximum: 10, default: 3}
                              ratio: {type: number}
                              label: {type: string, maxLength: 4, pattern: "^[a-z]*$"}
                              tags: {type: object, additionalProperties: {type: string}}
                              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                              limit: {x-kubernetes-int-or-string: true}
                              names: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                              env:
                                type: array
                                x-kubernetes-list-type: map
                                x-kubernetes-list-map-keys: [name]
                                items:
                                  type: object
                                  properties:
                                    name: {type: string}
                                    value:
                                      type: string
                                      x-kubernetes-validations:
                                        - {rule: "self != 'bad'", message: "spec.env.value: is bad; use another"}
                              parts:
                                type: array
                                maxItems: 2
                                items:
                                  type: object
                                  x-kubernetes-validations:
                                    - {rule: "self.size % 2 == 0", message: "is odd; use an even size", fieldPath: .size}
                                  properties: {size: {type: integer}}
                              nested:
                                type: object
                                default: {}
                                properties: {depth: {type: integer, default: 7}}
              """,
              CustomResourceDefinition.class));

  @Test
  void a_sound_object_gets_its_defaults() {
    assertThat(examine("spec: {kind: Round, ratio: 2, limit: 8Gi, free: {any: [thing]}}"))
        .isInstanceOfSatisfying(
            Examined.Sound.class,
            sound ->
                assertThat(sound.object().get("spec"))
                    .isEqualTo(
                        Map.of(
                            "kind",
                            "Round",
                            "min",
                            1L,
                            "max",
                            3L,
                            "ratio",
                            2.0,
                            "limit",
                            "8Gi",
                            "free",
                            Map.of("any", List.of("thing")),
                            "nested",
                            Map.of("depth", 7L))));
  }

  @Test
  void null_counts_as_absent() {
    assertThat(examine("spec: {kind: Round, min: null}")).isInstanceOf(Examined.Sound.class);
    assertThat(findings("spec: {kind: null}"))
        .containsExactly("4:7: spec.kind: is missing; add it: The shape");
  }

  @Test
  void an_unknown_field_is_told_with_the_near_one() {
    assertThat(findings("spec: {kind: Round, mni: 1}"))
        .containsExactly("4:21: spec.mni: no such field; did you mean min?");
  }

  @Test
  void an_unknown_field_that_is_near_to_none_is_told_with_all() {
    assertThat(findings("spec: {kind: Round}\nmore: 1"))
        .containsExactly(
            "5:1: more: no such field; the fields here are spec, apiVersion, kind, metadata");
  }

  @Test
  void wrong_types_are_told_with_what_stands_there() {
    assertThat(findings("spec: {kind: no, min: 1.5, ratio: x, label: 5, tags: [], parts: {}}"))
        .containsExactly(
            "4:14: spec.kind: is the truth value false; write a text; put it in quotes if it is one",
            "4:23: spec.min: is the number 1.5; write a whole number",
            "4:35: spec.ratio: is the text \"x\"; write a number",
            "4:45: spec.label: is the number 5; write a text; put it in quotes if it is one",
            "4:54: spec.tags: is a list; write fields, one a line, indented below",
            "4:65: spec.parts: is a group of fields; write a list, each item on a line after \"- \"");
  }

  @Test
  void bounds_are_told_with_the_range() {
    assertThat(findings("spec: {kind: Rund, min: -1, max: 11, label: abcde, parts: [{}, {}, {}]}"))
        .containsExactly(
            "4:14: spec.kind: \"Rund\" isn't one of the choices; did you mean Round?",
            "4:25: spec.min: -1 is too small; use at least 0",
            "4:34: spec.max: 11 is too large; use at most 10",
            "4:45: spec.label: has 5 characters; use at most 4",
            "4:59: spec.parts: has 3 entries; use at most 2");
  }

  @Test
  void a_pattern_is_told() {
    assertThat(findings("spec: {kind: Round, label: \"A\"}"))
        .containsExactly(
            "4:28: spec.label: \"A\" hasn't the form asked for; it must match ^[a-z]*$");
  }

  @Test
  void a_rule_is_told_at_the_field_it_names_and_sees_defaults() {
    assertThat(findings("spec:\n  kind: Round\n  min: 4"))
        .containsExactly("6:8: spec.min: 4 is above max 3; lower min or raise max");
    assertThat(findings("spec: {kind: Round, parts: [{size: 2}, {size: 3}]}"))
        .containsExactly("4:47: spec.parts[1].size: is odd; use an even size");
  }

  @Test
  void a_rule_inside_a_list_is_told_with_its_index() {
    assertThat(findings("spec: {kind: Round, env: [{name: a, value: ok}, {name: b, value: bad}]}"))
        .containsExactly("4:66: spec.env[1].value: is bad; use another");
  }

  @Test
  void what_must_be_distinct_is_told_with_the_other_line() {
    assertThat(findings("spec:\n  kind: Round\n  names:\n  - a\n  - b\n  - a"))
        .containsExactly("9:5: spec.names[2]: stands in line 7 already; remove one of them");
    assertThat(findings("spec: {kind: Round, env: [{name: a, value: b}, {name: a, value: c}]}"))
        .containsExactly("4:48: spec.env[1]: stands in line 4 already; remove one of them");
  }

  @Test
  void a_rule_on_the_name_is_told_as_the_names() {
    assertThat(findings("spec: {kind: Round}", "longer"))
        .containsExactly("1:1: metadata.name: is longer than 5; use a shorter one");
  }

  @Test
  void metadata_is_checked_too() {
    assertThat(findings("spec: {kind: Round}", "Upper"))
        .singleElement()
        .asString()
        .startsWith("3:18: metadata.name: \"Upper\" hasn't the form asked for");
  }

  private static List<String> findings(String spec) {
    return findings(spec, "w");
  }

  private static List<String> findings(String spec, String name) {
    return examine(spec, name) instanceof Examined.Faulty(var findings)
        ? findings.stream()
            .map(finding ->
                "%d:%d: %s"
                    .formatted(
                        finding.at().line(), finding.at().column(), finding.violation().message()))
            .toList()
        : List.of();
  }

  private static Examined examine(String spec) {
    return examine(spec, "w");
  }

  private static Examined examine(String spec, String name) {
    var text =
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: " + name + "}\n" + spec + "\n";
    return YamlReader.read(text) instanceof Parsed.Documents(var documents)
        ? WIDGET.examine((Value.Mapping) documents.getFirst())
        : new Examined.Faulty(List.of());
  }
}
