package dev.steward.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IssuerTest {

  private static final String NAME = "minilm.team-a.pods.steward.internal";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-01T12:00:00Z"));
  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), now.get());
  private final Issuer issuer = new Issuer(() -> Succession.settled(authority), now::get);

  private static Secret planned(String peer) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName("minilm-serving-tls")
        .withAnnotations(Map.of(Names.PEER_NAME, peer))
        .endMetadata()
        .build();
  }

  private Secret complete(Secret planned, Optional<HasMetadata> stored) {
    return (Secret) issuer.complete(planned, stored);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void a_planned_secret_gets_credentials_for_the_name_it_bears() {
    var made = complete(planned(NAME), Optional.empty());
    var credentials =
        SecretTexts.credentials(made)
            .orThrow(violation -> new IllegalStateException(violation.message()));
    assertThat(authority.good(credentials, new PeerName(NAME), Purpose.SERVER, now.get()))
        .isPresent();
  }

  @Test
  void what_is_stored_and_good_stays_to_the_letter() {
    var stored = complete(planned(NAME), Optional.empty());
    pass(Duration.ofHours(11));
    assertThat(complete(planned(NAME), Optional.of(stored))).isEqualTo(stored);
  }

  @Test
  void it_is_made_anew_when_its_renewal_is_due_which_is_told_before() {
    var stored = complete(planned(NAME), Optional.empty());
    pass(Duration.ofHours(2));
    var wait = issuer.renewal(List.of(stored)).orElseThrow();
    assertThat(wait).isBetween(Duration.ofHours(10), Duration.ofHours(10).plusSeconds(2));
    pass(wait);
    assertThat(complete(planned(NAME), Optional.of(stored)).getData())
        .isNotEqualTo(stored.getData());
  }

  @Test
  void rubbish_and_another_services_credentials_are_replaced() {
    var others =
        complete(planned("minilm.team-b.pods.steward.internal"), Optional.empty()).getData();
    for (var data : List.of(Map.<String, String>of(), Map.of("tls.key", "%"), others)) {
      var stored = new SecretBuilder(planned(NAME)).withData(data).build();
      assertThat(complete(planned(NAME), Optional.of(stored)).getData())
          .containsKeys("tls.key", "tls.crt", "ca.crt")
          .isNotEqualTo(data);
      assertThat(issuer.renewal(List.of(stored))).isEmpty();
    }
  }

  @Test
  void what_is_planned_for_something_else_stays_as_it_is() {
    var other = new ConfigMapBuilder().withNewMetadata().endMetadata().build();
    assertThat(issuer.complete(other, Optional.empty())).isSameAs(other);
    var secret = new SecretBuilder().withNewMetadata().endMetadata().build();
    assertThat(issuer.complete(secret, Optional.empty())).isSameAs(secret);
  }
}
