package dev.steward.core.policy;

import static dev.steward.core.policy.Policies.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {

  @ParameterizedTest
  @CsvSource({
    "pvc://models/*,pvc://models/minilm,true",
    "pvc://models/*,pvc://models/,true",
    "pvc://models/*,pvc://models,false",
    "pvc://models/*,pvc://models-of-others/minilm,false",
    "pvc://models/minilm,pvc://models/minilm,true",
    "pvc://models/minilm,pvc://models/minilm2,false",
    "image://registry.example/models/*,image://registry.example/models/minilm:1/models,true",
    "image://registry.example/models/*,oci://registry.example/models/minilm:1,false",
    "image://registry.example/m@*,image://registry.example/m@sha256:12/models,true",
    "image://registry.example/m@*,image://registry.example/m:1/models,false",
    "registry.example/runtime:*,registry.example/runtime:1.4,true",
    "registry.example/runtime:*,registry.example/runtime@sha256:12,false",
    "registry.example/runtime@*,registry.example/runtime@sha256:12,true"
  })
  void an_entry_is_a_name_or_its_beginning(String entry, String name, boolean allowed) {
    assertThat(only(entry).allows(name)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "pvc://models*", "pvc://*/x", "a b", "a\nb", "ä/*", "a/**", "/ *"})
  void what_could_take_more_than_it_says_is_no_entry(String text) {
    assertThat(NamePattern.parse("spec.runtime.allowedImages", text))
        .isEqualTo(
            Checked.invalid(
                "spec.runtime.allowedImages",
                "\"%s\" is no entry of an allow-list".formatted(text),
                "write one name, or its beginning up to /, : or @ and then *"));
  }

  @Test
  void an_entry_is_bounded() {
    var longest = "a".repeat(NamePattern.MAX_LENGTH);
    assertThat(NamePattern.parse("field", longest))
        .isEqualTo(Checked.valid(new NamePattern(longest)));
    assertThat(NamePattern.parse("field", longest + "a")).isInstanceOf(Checked.Invalid.class);
    assertThatThrownBy(() -> new NamePattern(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NamePattern("a*")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_entry_that_another_covers_is_dropped() {
    assertThat(only("a/b/*", "a/*", "a/x", "b", "b")).isEqualTo(only("a/*", "b"));
  }

  @Test
  void two_lists_allow_what_both_allow() {
    assertThat(only("a/*", "b/x", "c/*").meet(only("a/b/*", "b/*", "d/*")))
        .isEqualTo(only("a/b/*", "b/x"));
    assertThat(only("a/*").meet(AllowList.any())).isEqualTo(only("a/*"));
    assertThat(AllowList.any().meet(only("a/*"))).isEqualTo(only("a/*"));
  }

  @Test
  void without_a_list_everything_is_allowed_and_with_an_empty_one_nothing() {
    assertThat(AllowList.any().allows("x")).isTrue();
    assertThat(AllowList.any().isEmpty()).isFalse();
    assertThat(AllowList.only().allows("x")).isFalse();
    assertThat(AllowList.only().isEmpty()).isTrue();
    assertThat(only("x").isEmpty()).isFalse();
  }
}
