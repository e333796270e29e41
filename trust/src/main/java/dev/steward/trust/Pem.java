package dev.steward.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The text form of certificates and keys (RFC 7468). */
public final class Pem {

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int MOST = 16;

  private Pem() {}

  /** The text of a certificate. */
  public static String text(X509Certificate certificate) {
    try {
      return block(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was made or read has a form", e);
    }
  }

  /** The text of a key, unencrypted, in PKCS #8. */
  public static String text(PrivateKey key) {
    return block(PRIVATE_KEY, key.getEncoded());
  }

  /** The text of certificates, one after the other. */
  public static String text(List<X509Certificate> certificates) {
    return certificates.stream().map(Pem::text).collect(Collectors.joining());
  }

  /**
   * The first certificate of a text.
   *
   * @throws GeneralSecurityException if there is none
   */
  public static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return certificates(pem).getFirst();
  }

  /**
   * All certificates of a text, in its order.
   *
   * @throws GeneralSecurityException if there is none, or more than anybody needs
   */
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    var read = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
    if (read.isEmpty() || read.size() > MOST) {
      throw new GeneralSecurityException(
          "%d certificates, and there must be 1 to %d".formatted(read.size(), MOST));
    }
    return read.stream().map(X509Certificate.class::cast).toList();
  }

  /**
   * The key of a text: on an elliptic curve, in PKCS #8.
   *
   * @throws GeneralSecurityException if it is none
   */
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    var begin = "-----BEGIN " + PRIVATE_KEY + "-----";
    var from = pem.indexOf(begin);
    var to = pem.indexOf("-----END " + PRIVATE_KEY + "-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("no " + begin);
    }
    try {
      var encoded = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no Base64 in a private key", e);
    }
  }

  private static String block(String kind, byte[] encoded) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
  }
}
