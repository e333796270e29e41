package dev.steward.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SignerNamePropertyTest {

  /** Two forms of up to four characters that share a name share one of up to eight. */
  private static final List<String> NAMES =
      Stream.iterate(
              List.of(""),
              names ->
                  names.stream().flatMap(it -> Stream.of(it + "a", it + "b", it + "/")).toList())
          .limit(9)
          .flatMap(List::stream)
          .toList();

  @Property(tries = 400)
  void two_forms_overlap_where_some_name_is_of_both(
      @ForAll("forms") String one, @ForAll("forms") String other) {
    var form = new SignerName.Like(one);
    var otherForm = new SignerName.Like(other);
    assertThat(form.overlaps(otherForm))
        .isEqualTo(NAMES.stream().anyMatch(name -> form.matches(name) && otherForm.matches(name)));
  }

  @Provide
  Arbitrary<String> forms() {
    return Arbitraries.strings().withChars("ab/**").ofMinLength(1).ofMaxLength(4);
  }
}
