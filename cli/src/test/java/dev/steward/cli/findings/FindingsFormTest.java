package dev.steward.cli.findings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.steward.cli.document.Position;
import dev.steward.core.check.Violation;
import dev.steward.core.policy.rule.Rule;
import dev.steward.core.policy.rule.RuleBook;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FindingsFormTest {

  private static final Rule DIGEST =
      RuleBook.services().rules().stream()
          .filter(rule -> rule.name().equals("model-digest"))
          .findFirst()
          .orElseThrow();

  private static Found mistake(String file) {
    return new Found(
        file,
        new Position(8, 11),
        Found.Weight.MISTAKE,
        new Violation("spec.model.task", "\"Embeding\" isn't one of the choices", "write it well"),
        Optional.empty());
  }

  private static Found said(Found.Weight weight, Optional<Rule> rule) {
    var violation = new Violation("spec.model.digest", "it is absent", "state it");
    return new Found(
        "a.yaml",
        new Position(4, 3),
        weight,
        violation,
        Optional.of(new Found.Said("minilm", rule, violation.message() + " (eu)")));
  }

  private static final Findings FINDINGS =
      new Findings(
          List.of(
              mistake("dir with spaces/b#1.yaml"),
              said(Found.Weight.DENIED, Optional.of(DIGEST)),
              said(Found.Weight.WARNED, Optional.of(DIGEST)),
              said(Found.Weight.AUDITED, Optional.empty())));

  private static JsonNode printed(FindingsForm form, Findings findings) throws IOException {
    return new ObjectMapper().readTree(String.join("\n", form.lines(findings, "1.0")));
  }

  private static JsonSchema sarif() throws IOException {
    try (var stream =
        FindingsFormTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(new ObjectMapper().readTree(stream));
    }
  }

  @Test
  void a_line_has_a_form_that_editors_jump_by() {
    assertThat(FindingsForm.TEXT.lines(FINDINGS, "1.0"))
        .startsWith(
            "dir with spaces/b#1.yaml:8:11: spec.model.task: \"Embeding\" isn't one of the choices;"
                + " write it well",
            "a.yaml:4:3: minilm: denied: spec.model.digest: it is absent; state it (eu)");
  }

  @Test
  void mistakes_and_denials_are_refused() {
    assertThat(FINDINGS.refused()).isEqualTo(2);
  }

  @Test
  void json_has_every_part() throws IOException {
    var json = printed(FindingsForm.JSON, FINDINGS);
    assertThat(json.get("refused").asInt()).isEqualTo(2);
    assertThat(json.at("/findings/0/rule").asText()).isEqualTo("definition");
    assertThat(json.get("findings").get(1).toString())
        .isEqualTo(
            "{\"file\":\"a.yaml\",\"line\":4,\"column\":3,\"outcome\":\"denied\",\"rule\":\"model-digest\","
                + "\"field\":\"spec.model.digest\",\"problem\":\"it is absent\",\"remedy\":\"state it\","
                + "\"object\":\"minilm\",\"message\":\"spec.model.digest: it is absent; state it (eu)\","
                + "\"supports\":\"AI Act 15\"}");
    assertThat(json.at("/findings/3/rule").asText()).isEqualTo("conflict");
  }

  @Test
  void sarif_is_valid_and_has_the_rule_once_with_its_remedy_and_article() throws IOException {
    var sarif = printed(FindingsForm.SARIF, FINDINGS);
    assertThat(sarif().validate(sarif)).isEmpty();
    var run = sarif.at("/runs/0");
    assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
        .containsExactly("definition", "model-digest", "conflict");
    assertThat(run.at("/tool/driver/rules/1/help/text").asText())
        .contains("state the model's SHA-256")
        .endsWith("Supports evidence for AI Act 15.");
    assertThat(run.get("results").findValuesAsText("level"))
        .containsExactly("error", "error", "warning", "note");
    assertThat(run.get("results").findValuesAsText("ruleIndex"))
        .containsExactly("0", "1", "1", "2");
    assertThat(run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("dir%20with%20spaces/b%231.yaml");
    assertThat(run.at("/results/1/locations/0/physicalLocation/region").toString())
        .isEqualTo("{\"startLine\":4,\"startColumn\":3}");
  }

  /** What finds nothing wrong says nothing. */
  @Test
  void the_schema_tells_what_isnt_sarif() throws IOException {
    var broken =
        (com.fasterxml.jackson.databind.node.ObjectNode) printed(FindingsForm.SARIF, FINDINGS);
    broken.put("version", "2.0");
    assertThat(sarif().validate(broken)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = FindingsForm.class, names = "TEXT", mode = EnumSource.Mode.EXCLUDE)
  void nothing_found_is_a_whole_object_too(FindingsForm form) throws IOException {
    assertThat(printed(form, new Findings(List.of())).isObject()).isTrue();
    assertThat(sarif().validate(printed(FindingsForm.SARIF, new Findings(List.of())))).isEmpty();
  }
}
