package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.ledger.keys.InstallationSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyStepTest {
  private static final AuditSettings BROUGHT =
      new AuditSettings(Optional.of("ours"), Optional.empty());

  private final Map<String, String> texts = InstallationSecret.generate(Optional.empty());

  private Optional<Checked<InstallationSecret>> secret() {
    return Optional.of(
        InstallationSecret.parse("secret", name -> Optional.ofNullable(texts.get(name))));
  }

  private Map<String, String> published(String... gateways) {
    var step = KeyStep.next(AuditSettings.OWN, secret(), Map.of(), List.of(gateways));
    assertThat(step).isInstanceOf(KeyStep.Publish.class);
    return ((KeyStep.Publish) step).keys();
  }

  @Test
  void a_secret_is_made_where_no_log_ever_had_a_key() {
    assertThat(KeyStep.next(AuditSettings.OWN, Optional.empty(), Map.of(), List.of("g-0")))
        .isEqualTo(new KeyStep.Make());
  }

  @Test
  void a_lost_secret_is_told_and_never_made_again() {
    var step = KeyStep.next(AuditSettings.OWN, Optional.empty(), published("g-0"), List.of("g-0"));
    assertThat(step)
        .isInstanceOfSatisfying(
            KeyStep.Amiss.class,
            amiss -> assertThat(amiss.why()).contains("steward-audit", "restore"));
  }

  @Test
  void a_secret_that_the_platform_brings_is_waited_for() {
    var step = KeyStep.next(BROUGHT, Optional.empty(), Map.of(), List.of());
    assertThat(step)
        .isInstanceOfSatisfying(
            KeyStep.Amiss.class, amiss -> assertThat(amiss.why()).contains("Secret ours"));
  }

  @Test
  void each_gateway_has_a_key_that_stays_published_when_it_is_gone() {
    var first = published("g-0", "g-1");
    assertThat(first).containsOnlyKeys("g-0", "g-1");
    assertThat(first.get("g-0")).contains("/g-0+");
    assertThat(KeyStep.next(AuditSettings.OWN, secret(), first, List.of("g-0")))
        .isEqualTo(new KeyStep.Nothing());
    var step = KeyStep.next(AuditSettings.OWN, secret(), first, List.of("g-2"));
    assertThat(((KeyStep.Publish) step).keys()).containsOnlyKeys("g-0", "g-1", "g-2");
  }

  @Test
  void published_keys_that_are_others_are_told_and_not_written_over() {
    var published = published("g-0");
    var other = InstallationSecret.generate(Optional.empty());
    var changed = InstallationSecret.parse("secret", name -> Optional.ofNullable(other.get(name)));
    assertThat(
            KeyStep.next(AuditSettings.OWN, Optional.of(changed), published, List.of("g-0", "g-1")))
        .isInstanceOfSatisfying(
            KeyStep.Amiss.class, amiss -> assertThat(amiss.why()).contains("g-0"));
  }

  @Test
  void rubbish_in_the_secret_is_told() {
    var rubbish = InstallationSecret.parse("secret", name -> Optional.of("?"));
    assertThat(KeyStep.next(AuditSettings.OWN, Optional.of(rubbish), Map.of(), List.of("g-0")))
        .isInstanceOfSatisfying(
            KeyStep.Amiss.class, amiss -> assertThat(amiss.why()).contains("secret"));
  }
}
