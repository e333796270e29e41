package dev.steward.trust.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final PeerName PODS = new PeerName("minilm.team-a.pods.steward.internal");

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), NOW);

  @Test
  void a_certificate_is_good_until_its_renewal() {
    var issued = authority.issue(PODS, Purpose.SERVER, NOW);
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW))
        .contains(NOW.plus(Duration.ofHours(12)));
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW.plus(Duration.ofHours(11))))
        .isPresent();
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW.plus(Duration.ofHours(12))))
        .isEmpty();
  }

  @Test
  void a_certificate_of_another_name_or_purpose_or_time_is_made_anew() {
    var issued = authority.issue(PODS, Purpose.SERVER, NOW);
    assertThat(authority.good(issued, PeerName.GATEWAYS, Purpose.SERVER, NOW)).isEmpty();
    assertThat(authority.good(issued, PODS, Purpose.CLIENT, NOW)).isEmpty();
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW.minus(Duration.ofHours(1))))
        .isEmpty();
  }

  @Test
  void another_authoritys_certificate_is_made_anew() {
    var other = CertificateAuthority.create(Lifetimes.defaults(), NOW);
    var issued = other.issue(PODS, Purpose.SERVER, NOW);
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW)).isEmpty();
  }

  @Test
  void what_is_stored_reads_back_as_the_same_authority() {
    var read =
        CertificateAuthority.parse(
                Pem.text(authority.key()), Pem.text(authority.certificate()), Lifetimes.defaults())
            .orThrow(violation -> new IllegalStateException(violation.message()));
    var issued = read.issue(PODS, Purpose.SERVER, NOW);
    assertThat(authority.good(issued, PODS, Purpose.SERVER, NOW)).isPresent();
  }

  @Test
  void credentials_read_back_and_name_no_key() {
    var issued = authority.issue(PODS, Purpose.SERVER, NOW);
    var read =
        Credentials.parse(
                Pem.text(issued.key()), Pem.text(issued.certificate()), Pem.text(issued.trusted()))
            .orThrow(violation -> new IllegalStateException(violation.message()));
    assertThat(authority.good(read, PODS, Purpose.SERVER, NOW)).isPresent();
    assertThat(read.toString()).hasSizeLessThan(60).startsWith("credentials ");
  }

  @Test
  void parts_that_do_not_belong_together_are_no_credentials() {
    var one = authority.issue(PODS, Purpose.SERVER, NOW);
    var two = authority.issue(PODS, Purpose.SERVER, NOW);
    var other = CertificateAuthority.create(Lifetimes.defaults(), NOW);
    var certificate = Pem.text(one.certificate());
    assertThat(
            Credentials.parse(Pem.text(two.key()), certificate, Pem.text(authority.certificate())))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(Credentials.parse(Pem.text(one.key()), certificate, Pem.text(other.certificate())))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(Credentials.parse("rubbish", "-----BEGIN CERTIFICATE-----", ""))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(
            CertificateAuthority.parse(
                Pem.text(one.key()), Pem.text(authority.certificate()), Lifetimes.defaults()))
        .isInstanceOf(Checked.Invalid.class);
  }
}
