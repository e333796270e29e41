package dev.steward.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFolderTest {

  private static final Duration OFTEN = Duration.ofMillis(10);

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  private final BlockingQueue<Credentials> seen = new LinkedBlockingQueue<>();
  private int mounts;

  @TempDir Path folder;

  private Credentials issue() {
    return authority.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
  }

  /** As the kubelet does: a folder of its own, and one link that is moved to it. */
  private void mount(String key, String certificate, String ca) throws IOException {
    var real = Files.createDirectory(folder.resolve("..mount" + mounts++));
    Files.writeString(real.resolve("tls.key"), key);
    Files.writeString(real.resolve("tls.crt"), certificate);
    Files.writeString(real.resolve("ca.crt"), ca);
    var link = Files.createSymbolicLink(folder.resolve("..data_tmp"), real.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (var name : new String[] {"tls.key", "tls.crt", "ca.crt"}) {
      if (!Files.isSymbolicLink(folder.resolve(name))) {
        Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
      }
    }
  }

  private void mount(Credentials credentials) throws IOException {
    mount(
        Pem.text(credentials.key()),
        Pem.text(credentials.certificate()),
        Pem.text(credentials.trusted()));
  }

  private @Nullable Credentials next() throws InterruptedException {
    return seen.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void a_change_is_followed_and_rubbish_between_is_left_aside() throws Exception {
    var first = issue();
    mount(first);
    try (var followed = CredentialsFolder.follow(folder, OFTEN, seen::add)) {
      assertThat(followed).isNotNull();
      assertThat(next()).extracting(Credentials::certificate).isEqualTo(first.certificate());
      var second = issue();
      // The key of one with the certificate of another.
      mount(
          Pem.text(first.key()), Pem.text(second.certificate()), Pem.text(authority.certificate()));
      mount(second);
      assertThat(next()).extracting(Credentials::certificate).isEqualTo(second.certificate());
    }
  }

  @Test
  void a_folder_without_credentials_is_told() {
    assertThatThrownBy(() -> CredentialsFolder.follow(folder, OFTEN, seen::add))
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining(folder.toString());
  }
}
