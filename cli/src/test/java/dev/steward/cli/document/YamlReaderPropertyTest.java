package dev.steward.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

class YamlReaderPropertyTest {

  @Property(tries = 500)
  void any_text_is_read_or_told_and_never_thrown(@ForAll @StringLength(max = 200) String text) {
    assertThat(YamlReader.read(text)).isNotNull();
  }

  @Property(tries = 500)
  void any_yaml_like_text_is_read_or_told(@ForAll("yamlLike") @StringLength(max = 80) String text) {
    assertThat(YamlReader.read(text)).isNotNull();
  }

  @Provide
  Arbitrary<String> yamlLike() {
    return Arbitraries.strings().withChars("ab01:-[]{}&*!|>'\"%#,?\n \t<").ofMaxLength(80);
  }
}
