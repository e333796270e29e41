package dev.steward.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadCredentialsTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final PeerName PODS = new PeerName("minilm.team-a.pods.steward.internal");

  private final Succession authority =
      Succession.settled(CertificateAuthority.create(Lifetimes.defaults(), NOW));
  private final ReadCredentials read = new ReadCredentials();

  private static Secret secret(Map<String, String> data) {
    return new SecretBuilder().withNewMetadata().endMetadata().withData(data).build();
  }

  private Map<String, String> issued() {
    return new HashMap<>(SecretTexts.data(authority.issue(PODS, Purpose.SERVER, NOW)));
  }

  @Test
  void the_same_texts_are_read_once() {
    var data = issued();
    var first = read.of(secret(data)).orElseThrow();
    assertThat(read.of(secret(new HashMap<>(data)))).containsSame(first);
  }

  @Test
  void other_texts_are_others() {
    var first = read.of(secret(issued())).orElseThrow();
    var second = read.of(secret(issued())).orElseThrow();
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
  }

  @Test
  void a_key_that_was_exchanged_is_found_though_the_rest_is_known() {
    var data = issued();
    assertThat(read.of(secret(data))).isPresent();
    data.put(SecretTexts.KEY, issued().getOrDefault(SecretTexts.KEY, ""));
    assertThat(read.of(secret(data))).isEmpty();
  }

  @Test
  void nothing_is_none() {
    assertThat(read.of(new SecretBuilder().build())).isEmpty();
  }
}
