package dev.steward.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468). */
final class PemFiles {

  private static final long MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /** All certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    var read =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes(file)));
    if (read.isEmpty()) {
      throw new IOException(file + " has no certificate in PEM");
    }
    return read.stream().map(X509Certificate.class::cast).toList();
  }

  /** The private key of a file: PKCS #8, not encrypted; RSA, EC or Ed25519. */
  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    var found = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    if (!found.find()) {
      throw new IOException(file + " has no PRIVATE KEY in PEM (PKCS #8)");
    }
    var specification = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
    for (var algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(specification);
      } catch (InvalidKeySpecException e) {
        // Another kind of key; the next one may fit.
      }
    }
    throw new IOException(file + " has a key that is neither RSA, EC nor Ed25519");
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX) {
      throw new IOException(file + " is too large for a certificate or key");
    }
    return Files.readAllBytes(file);
  }
}
