package dev.steward.core.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTest {

  @Test
  void a_tree_is_made_of_what_libraries_read() {
    assertThat(Tree.of(Map.of("a", List.of("x", true, 1))))
        .isEqualTo(
            new Tree.Fields(
                Map.of(
                    "a",
                    new Tree.Items(
                        List.of(
                            new Tree.Text("x"),
                            new Tree.Truth(true),
                            new Tree.Amount(BigDecimal.ONE))))));
    assertThat(Tree.of(null)).isEqualTo(Tree.absent());
    assertThat(Tree.of(Tree.of("x"))).isEqualTo(new Tree.Text("x"));
    assertThat(Tree.of('c')).isEqualTo(new Tree.Text("c"));
  }

  @Test
  void equal_numbers_are_equal_however_they_are_written() {
    assertThat(Tree.of(1)).isEqualTo(Tree.of(1L)).isEqualTo(Tree.of(1.0));
  }

  @Test
  void a_field_that_is_null_is_absent() {
    var fields = new HashMap<String, Object>();
    fields.put("a", null);
    assertThat(Tree.of(fields)).isEqualTo(Tree.of(Map.of()));
    assertThat(Tree.of(fields).get("a")).isEqualTo(Tree.absent());
  }

  @Test
  void what_has_no_fields_or_text_reads_as_absent_or_empty() {
    assertThat(Tree.of("x").get("a")).isEqualTo(Tree.absent());
    assertThat(Tree.of(true).text()).isEmpty();
    assertThat(Tree.of("x").text()).isEqualTo("x");
  }
}
