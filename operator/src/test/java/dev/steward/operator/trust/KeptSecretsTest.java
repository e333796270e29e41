package dev.steward.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptSecretsTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final PeerName PODS = new PeerName("minilm.team-a.pods.steward.internal");

  private final Succession settled =
      Succession.settled(CertificateAuthority.create(Lifetimes.defaults(), NOW));
  private final Succession announced = settled.begin(Duration.ofHours(1), NOW).orElseThrow();

  private static Secret secret(String name, Succession authority, Instant made) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName(name)
        .withResourceVersion(name)
        .withAnnotations(Map.of(Names.PEER_NAME, PODS.dns()))
        .endMetadata()
        .withData(SecretTexts.data(authority.issue(PODS, Purpose.SERVER, made)))
        .build();
  }

  private static KeptSecrets kept(Secret... secrets) {
    return KeptSecrets.of(List.of(secrets), new ReadCredentials());
  }

  @Test
  void all_have_followed_when_the_last_has() {
    var one = secret("a", announced, NOW);
    var kept = kept(one, secret("b", settled, NOW));
    assertThat(kept.follow(announced, NOW)).isFalse();
    assertThat(kept(one, secret("c", announced, NOW)).follow(announced, NOW)).isTrue();
  }

  @Test
  void one_that_has_ended_is_not_waited_for() {
    var kept =
        kept(secret("gone", settled, NOW.minus(Duration.ofHours(25))), secret("a", announced, NOW));
    assertThat(kept.follow(announced, NOW)).isTrue();
    assertThat(kept.soonest(NOW)).map(KeptSecrets.Kept::secret).contains("team-a/a");
  }

  @Test
  void the_one_that_ends_first_is_found() {
    var kept =
        kept(
            secret("late", settled, NOW), secret("soon", settled, NOW.minus(Duration.ofHours(17))));
    var soonest = kept.soonest(NOW).orElseThrow();
    assertThat(soonest.secret()).isEqualTo("team-a/soon");
    assertThat(soonest.credentials().overdue(NOW)).isTrue();
    assertThat(soonest.credentials().overdue(NOW.minus(Duration.ofHours(5)))).isFalse();
  }

  @Test
  void other_secrets_and_rubbish_are_passed_over() {
    var other = new SecretBuilder().withNewMetadata().withName("x").endMetadata().build();
    var rubbish = new SecretBuilder(secret("r", settled, NOW)).withData(Map.of()).build();
    var kept = kept(other, rubbish);
    assertThat(kept.soonest(NOW)).isEmpty();
    assertThat(kept.follow(settled, NOW)).isTrue();
  }
}
