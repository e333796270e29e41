package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthoritiesTest {

  private static X509TrustManager systems() throws Exception {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  @Test
  void those_of_ones_own_come_besides_the_systems(@TempDir Path folder) throws Exception {
    var own = OwnCertificate.make(folder);
    own.write(folder);
    var pem = "# of our own\n" + Files.readString(folder.resolve("host.crt"));
    var all = Authorities.besidesTheSystems(pem).trust().getAcceptedIssuers();
    assertThat(all).hasSize(systems().getAcceptedIssuers().length + 1);
    assertThat(all).contains(systems().getAcceptedIssuers()).contains(own.certificate());
    assertThat(Arrays.asList(systems().getAcceptedIssuers())).doesNotContain(own.certificate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n"
      })
  void what_is_no_certificate_is_told(String pem) {
    var failure =
        catchThrowableOfType(LoadException.class, () -> Authorities.besidesTheSystems(pem))
            .failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.secretRef: its key ca.crt holds no certificates; store those of the"
                + " server's authority, in PEM");
  }
}
