package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority as companies have one, which no system trusts, and the certificate that it gave to
 * the servers of this machine.
 */
public final class OwnAuthority {

  private static final String PASSWORD = "for-tests";
  private static final Program OPENSSL = new Program(Path.of("openssl"), Map.of());

  private final Path folder;

  private OwnAuthority(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes it, by openssl.
   *
   * @param folder which is empty
   * @param host the address that the servers have
   */
  public static OwnAuthority make(Path folder, String host) {
    var own = new OwnAuthority(folder);
    own.key("ca");
    own.openssl(
        "req -x509 -key ca.key -subj /CN=authority -days 2 -out ca.crt"
            + " -addext keyUsage=critical,keyCertSign");
    own.key("host");
    own.openssl(
        "req -new -key host.key -subj /CN=host -addext subjectAltName=IP:%s -out host.csr"
            .formatted(host));
    own.openssl(
        "x509 -req -in host.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1"
            + " -copy_extensions copy -out host.crt");
    own.openssl(
        "pkcs12 -export -in host.crt -inkey host.key -passout pass:%s -out host.p12"
            .formatted(PASSWORD));
    return own;
  }

  private void key(String name) {
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out %s.key".formatted(name));
  }

  /** Whose arguments with a dot in them are files of the folder. */
  private void openssl(String arguments) {
    var words = arguments.split(" ");
    for (int i = 0; i < words.length; i++) {
      if (words[i].matches("[a-z]+[.][a-z0-9]+")) {
        words[i] = folder.resolve(words[i]).toString();
      }
    }
    var _ = OPENSSL.run(words);
  }

  /** Its own certificate, in PEM. */
  public Path certificate() {
    return folder.resolve("ca.crt");
  }

  /** The servers' certificate, in PEM. */
  Path servers() {
    return folder.resolve("host.crt");
  }

  /** The servers' key, in PEM. */
  Path key() {
    return folder.resolve("host.key");
  }

  /** What a server of this process has. */
  SSLContext serving() {
    var password = PASSWORD.toCharArray();
    try (var bytes = Files.newInputStream(folder.resolve("host.p12"))) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(bytes, password);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
