package dev.steward.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Names;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Succession;
import dev.steward.trust.authority.Succession.Stage;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(10);

  private final Succession settled =
      Succession.settled(CertificateAuthority.create(Lifetimes.defaults(), NOW));
  private final Succession announced = settled.begin(STEP, NOW).orElseThrow();
  private final Succession following = announced.advance(NOW, NOW.plus(STEP)).orElseThrow();

  private static StoredAuthority stored(Secret secret) {
    return new StoredAuthority(secret, Lifetimes.defaults());
  }

  private static Succession read(Secret secret) {
    return stored(secret)
        .succession()
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  private Secret first() {
    return StoredAuthority.first("steward", settled);
  }

  @Test
  void each_stage_reads_back_as_it_was_stored() {
    assertThat(read(first()).trusted()).isEqualTo(settled.trusted());
    for (var stage : List.of(announced, following)) {
      var read = read(stored(first()).with(stage));
      assertThat(read.trusted()).isEqualTo(stage.trusted());
      assertThat(read.signing().certificate()).isEqualTo(stage.signing().certificate());
      assertThat(read).hasToString(stage.toString());
    }
    assertThat(read(stored(stored(first()).with(following)).with(settled)).stage())
        .isInstanceOf(Stage.Settled.class);
  }

  @Test
  void nothing_but_its_certificate_is_left_of_a_former_one() {
    var secret = stored(stored(first()).with(announced)).with(following);
    assertThat(secret.getData()).containsOnlyKeys("tls.key", "tls.crt", "ca.crt", "step");
    assertThat(secret.getData().get("tls.key")).isNotEqualTo(first().getData().get("tls.key"));
  }

  @Test
  void a_spoiled_one_is_told() {
    var spoiled =
        new SecretBuilder(stored(first()).with(announced)).addToData("next.key", "").build();
    assertThat(stored(spoiled).succession()).isInstanceOf(Checked.Invalid.class);
  }

  private Secret asking(String length) {
    return new SecretBuilder(first())
        .editMetadata()
        .addToAnnotations(Names.ROTATE, length)
        .endMetadata()
        .build();
  }

  @Test
  void a_wish_is_read_and_gone_with_what_comes_of_it() {
    assertThat(stored(first()).wish()).isEmpty();
    assertThat(stored(asking("24h")).wish()).contains(Checked.valid(Duration.ofHours(24)));
    assertThat(stored(stored(asking("24h")).with(announced)).wish()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2m", "721h", "-1h"})
  void a_wish_that_cannot_be_is_refused(String length) {
    assertThat(stored(asking(length)).wish().orElseThrow()).isInstanceOf(Checked.Invalid.class);
  }
}
