package dev.steward.runtime.testing;

import dev.steward.core.runtime.StageConfig.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates that trust themselves alone, made by the JDK's own keytool. */
public final class TestCertificates {

  private static final String PASSWORD = "for-tests";

  private TestCertificates() {}

  /** Files in {@code folder} of a member of the group {@code name}. */
  public static TlsFiles member(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      var store = folder.resolve("store.p12");
      keytool(
          "-genkeypair",
          "-alias",
          "own",
          "-keyalg",
          "EC",
          "-groupname",
          "secp256r1",
          "-dname",
          "CN=test",
          "-ext",
          "SAN=dns:" + name,
          "-validity",
          "2",
          "-keystore",
          store.toString(),
          "-storepass",
          PASSWORD);
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      var certificate = folder.resolve("tls.crt");
      var key = folder.resolve("tls.key");
      Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("own").getEncoded()));
      Files.writeString(
          key, pem("PRIVATE KEY", keys.getKey("own", PASSWORD.toCharArray()).getEncoded()));
      return new TlsFiles(certificate.toString(), key.toString(), certificate.toString(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What a server has with the files that {@link #member} made in a folder. */
  public static SSLContext serving(Path folder) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      var password = PASSWORD.toCharArray();
      keys.init(KeyStore.getInstance(folder.resolve("store.p12").toFile(), password), password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same files, trusting others too. */
  public static TlsFiles trusting(TlsFiles own, TlsFiles other) {
    try {
      var both = Path.of(own.certificate()).resolveSibling("both.crt");
      Files.writeString(
          both,
          Files.readString(Path.of(own.certificate()))
              + Files.readString(Path.of(other.certificate())));
      return new TlsFiles(own.certificate(), own.key(), both.toString(), own.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }
}
