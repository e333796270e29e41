package dev.steward.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server's certificate that it signed itself, for this machine's own address. */
final class OwnCertificate {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;

  private OwnCertificate(KeyStore store) {
    this.store = store;
  }

  static OwnCertificate make(Path folder) throws Exception {
    var file = folder.resolve("host.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "host",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    return load(folder);
  }

  /** What was made in that folder. */
  static OwnCertificate load(Path folder) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var bytes = Files.newInputStream(folder.resolve("host.p12"))) {
      store.load(bytes, PASSWORD);
    }
    return new OwnCertificate(store);
  }

  /** Serves with it, and trusts it alone. */
  SSLContext context() throws IOException, GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("host", certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  X509Certificate certificate() throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate("host");
  }

  PrivateKey key() throws GeneralSecurityException {
    return (PrivateKey) store.getKey("host", PASSWORD);
  }

  /** Writes {@code host.crt} and {@code host.key} in PEM. */
  void write(Path folder) throws IOException, GeneralSecurityException {
    Files.writeString(folder.resolve("host.crt"), pem("CERTIFICATE", certificate().getEncoded()));
    Files.writeString(folder.resolve("host.key"), pem("PRIVATE KEY", key().getEncoded()));
  }

  private static String pem(String what, byte[] der) {
    var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, lines.encodeToString(der), what);
  }
}
