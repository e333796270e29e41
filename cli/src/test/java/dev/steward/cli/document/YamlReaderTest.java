package dev.steward.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

  @Test
  void values_know_their_line_and_column() {
    var document =
        single(
            """
            # a comment
            spec:
              name: minilm
              list:
                - 1
            """);

    assertThat(document.get("spec"))
        .hasValueSatisfying(spec -> {
          var fields = ((Value.Mapping) spec).fields();
          assertThat(field(fields, "name").nameAt()).isEqualTo(new Position(3, 3));
          assertThat(field(fields, "name").value())
              .isEqualTo(new Value.Text(new Position(3, 9), "minilm"));
          assertThat(field(fields, "list").value())
              .isEqualTo(
                  new Value.Listing(
                      new Position(5, 5),
                      List.of(new Value.Numeric(new Position(5, 7), BigDecimal.ONE))));
        });
  }

  @ParameterizedTest
  @CsvSource({"yes,true", "no,false", "On,true", "true,true", "False,false"})
  void a_word_that_kubectl_takes_for_a_truth_value_is_one(String word, boolean truth) {
    assertThat(scalar(word)).isEqualTo(new Value.Truth(new Position(1, 4), truth));
  }

  @ParameterizedTest
  @CsvSource({"12,12", "-3,-3", "0x1F,31", "0o17,15", "017,15", "1_000,1000", "1.5,1.5", "2e3,2e3"})
  void a_number_is_read_in_every_base(String word, BigDecimal number) {
    assertThat(scalar(word)).isEqualTo(new Value.Numeric(new Position(1, 4), number));
  }

  @ParameterizedTest
  @CsvSource({"1:30", "2026-01-01", "8Gi", "90s", "'\"no\"'", "!!str 5", "nothing"})
  void what_looks_like_something_else_is_a_text(String word) {
    assertThat(scalar(word)).isInstanceOf(Value.Text.class);
  }

  @Test
  void a_field_given_twice_is_told_with_both_lines() {
    assertThat(finding("a: 1\nb: 2\na: 3\n").line("x.yaml"))
        .isEqualTo("x.yaml:3:1: YAML: \"a\" stands here and in line 1; remove one of them");
  }

  @Test
  void a_tab_is_named() {
    assertThat(finding("spec:\n\tmodel: 1\n"))
        .satisfies(finding -> {
          assertThat(finding.at().line()).isEqualTo(2);
          assertThat(finding.violation().remedy()).contains("spaces");
        });
  }

  @Test
  void a_tab_that_indents_nothing_is_not_blamed() {
    assertThat(YamlReader.read("a: {b: 1,\t\n"))
        .isInstanceOfSatisfying(
            Parsed.Broken.class,
            broken ->
                assertThat(broken.finding().violation().remedy()).doesNotContain("YAML takes no"));
  }

  @Test
  void a_control_character_is_told_with_its_place() {
    assertThat(finding("a: b\nc: \u0001\n"))
        .satisfies(finding -> {
          assertThat(finding.at()).isEqualTo(new Position(2, 4));
          assertThat(finding.violation().problem()).contains("U+0001");
        });
  }

  @Test
  void anchors_merge_without_replacing() {
    var merged =
        (Value.Mapping)
            single("base: &base {a: 1, b: 2}\nx: {a: 3, <<: *base}\n").get("x").orElseThrow();

    assertThat(merged.fields().keySet()).containsExactlyInAnyOrder("a", "b");
    assertThat(merged.get("a"))
        .get()
        .isEqualTo(new Value.Numeric(new Position(2, 8), new BigDecimal(3)));
  }

  @Test
  void a_bomb_of_aliases_is_refused() {
    var bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (var letter = 'b'; letter <= 'i'; letter++) {
      var ten = String.join(",", Collections.nCopies(10, "*" + (char) (letter - 1)));
      bomb.append("%c: &%c [%s]\n".formatted(letter, letter, ten));
    }
    assertThat(finding(bomb.toString()).violation().problem()).contains("aliases");
  }

  @Test
  void deep_nesting_is_refused() {
    assertThat(YamlReader.read("[".repeat(5000))).isInstanceOf(Parsed.Broken.class);
  }

  @Test
  void several_documents_are_read_and_empty_ones_left_out() {
    assertThat(YamlReader.read("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n"))
        .isInstanceOfSatisfying(
            Parsed.Documents.class, parsed -> assertThat(parsed.documents()).hasSize(2));
  }

  @Test
  void a_tag_with_blanks_at_its_end_is_told() {
    assertThat(finding("a: !b%20 c").violation().message()).contains("Tag");
  }

  private static Value scalar(String word) {
    return field(single("a: " + word).fields(), "a").value();
  }

  private static Value.Field field(Map<String, Value.Field> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  private static Value.Mapping single(String text) {
    return (Value.Mapping) ((Parsed.Documents) YamlReader.read(text)).documents().getFirst();
  }

  private static Finding finding(String text) {
    return ((Parsed.Broken) YamlReader.read(text)).finding();
  }
}
