package dev.steward.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @Test
  void a_digest_reads_as_it_prints() {
    assertThat(Digest.parse("digest", "sha256:" + HEX)).isEqualTo(Checked.valid(new Digest(HEX)));
    assertThat(new Digest(HEX).text()).isEqualTo("sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:", "sha256:ABC", "md5:0123", "0123456789abcdef"})
  void anything_else_is_refused(String text) {
    assertThat(Digest.parse("spec.model.digest", text)).isInstanceOf(Checked.Invalid.class);
  }
}
