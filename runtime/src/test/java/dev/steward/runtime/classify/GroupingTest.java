package dev.steward.runtime.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.classify.Grouping.Scored;
import dev.steward.runtime.text.PlacedTokens.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingTest {

  private static final List<String> BIO = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  /** Tokens of one character each, with a blank between them. */
  private static List<Scored> tokens(List<String> labels, String... sequence) {
    var tokens = new ArrayList<Scored>();
    for (int i = 0; i < sequence.length; i++) {
      tokens.add(new Scored(labels.indexOf(sequence[i]), 0.5f, new Place(2 * i, 2 * i + 1)));
    }
    return tokens;
  }

  private static String grouped(List<String> labels, String... sequence) {
    var text = "a b c d e f g h i j k l".substring(0, 2 * sequence.length - 1);
    return String.join(
        ", ",
        Grouping.SIMPLE.entities(text, tokens(labels, sequence), labels).stream()
            .map(entity -> entity.label() + ":" + entity.word())
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "O O                     | ''",
        "B-PER I-PER O B-LOC     | PER:a b, LOC:d",
        "B-PER B-PER I-PER       | PER:a, PER:b c",
        "B-PER I-LOC             | PER:a, LOC:b",
        "I-PER I-PER O I-PER     | PER:a b, PER:d",
        "B-PER O I-PER           | PER:a, PER:c"
      })
  void tokens_of_one_kind_are_an_entity_until_one_begins_anew(String sequence, String entities) {
    assertThat(grouped(BIO, sequence.split(" ", -1))).isEqualTo(entities);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B-X I-X L-X B-X | X:a b c, X:d",
        "B-X L-X I-X     | X:a b, X:c",
        "U-X U-X         | X:a, X:b",
        "U-X L-X         | X:a, X:b",
        "L-X L-X         | X:a, X:b"
      })
  void a_last_token_and_one_that_is_alone_end_an_entity(String sequence, String entities) {
    assertThat(grouped(List.of("O", "B-X", "I-X", "L-X", "U-X"), sequence.split(" ", -1)))
        .isEqualTo(entities);
    assertThat(
            grouped(
                List.of("O", "B-X", "I-X", "E-X", "S-X"),
                sequence.replace("L-", "E-").replace("U-", "S-").split(" ", -1)))
        .isEqualTo(entities);
  }

  @Test
  void labels_without_marks_are_kinds_themselves() {
    assertThat(grouped(List.of("NOUN", "VERB", "S-BAHN"), "NOUN", "NOUN", "VERB", "S-BAHN"))
        .isEqualTo("NOUN:a b, VERB:c, S-BAHN:d");
  }

  @Test
  void without_grouping_each_token_has_its_own_label() {
    assertThat(
            Grouping.NONE.entities("a b c", tokens(BIO, "B-PER", "I-PER", "O"), BIO).stream()
                .map(Entity::label))
        .containsExactly("B-PER", "I-PER");
  }

  @Test
  void the_score_is_the_mean_and_places_count_whole_characters() {
    var text = "😀 Zoë Ørsted";
    var tokens =
        List.of(
            new Scored(1, 0.9f, new Place(2, 5)),
            new Scored(2, 0.8f, new Place(6, 8)),
            new Scored(2, 0.4f, new Place(8, 12)));
    var entity = Grouping.SIMPLE.entities(text, tokens, BIO).getFirst();
    assertThat(entity.word()).isEqualTo("Zoë Ørsted");
    assertThat(entity.score()).isEqualTo(0.7f);
    assertThat(List.of(entity.start(), entity.end())).containsExactly(2, 12);
  }

  @Test
  void tokens_that_share_a_character_have_both_their_words() {
    var tokens = List.of(new Scored(1, 1, new Place(0, 2)), new Scored(3, 1, new Place(1, 2)));
    assertThat(Grouping.SIMPLE.entities("ab", tokens, BIO).stream().map(Entity::word))
        .containsExactly("ab", "b");
  }
}
