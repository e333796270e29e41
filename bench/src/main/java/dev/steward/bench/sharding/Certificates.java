package dev.steward.bench.sharding;

import dev.steward.core.runtime.StageConfig.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate for a group of stages, made by the JDK's own keytool and trusted by itself. */
final class Certificates {

  private static final String NAME = "stages.bench";
  private static final String PASSWORD = "only-for-this-file";

  private Certificates() {}

  /** Files in a new {@code folder}. */
  static TlsFiles in(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(folder);
    var store = folder.resolve("store.p12");
    Files.deleteIfExists(store);
    keytool(
        "-genkeypair",
        "-alias",
        "own",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + NAME,
        "-ext",
        "SAN=dns:" + NAME,
        "-validity",
        "2",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = folder.resolve("tls.crt");
    var key = folder.resolve("tls.key");
    Certificate own = keys.getCertificate("own");
    Files.writeString(certificate, pem("CERTIFICATE", own.getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("own", PASSWORD.toCharArray()).getEncoded()));
    return new TlsFiles(certificate.toString(), key.toString(), certificate.toString(), NAME);
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool failed");
    }
  }
}
