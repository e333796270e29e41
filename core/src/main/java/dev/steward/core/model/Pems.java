package dev.steward.core.model;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Keys and certificates as text: RFC 7468. */
final class Pems {

  /** More authorities are none that a person has chosen. */
  private static final int MOST = 16;

  private static final Pattern KEY =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  private Pems() {}

  /** The key on a curve that is the whole of a text. */
  static PublicKey publicKey(String pem) throws GeneralSecurityException {
    var found = KEY.matcher(pem);
    if (!found.matches()) {
      throw new InvalidKeyException("no public key in PEM");
    }
    var spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
    try {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    } catch (GeneralSecurityException e) {
      return KeyFactory.getInstance("Ed25519").generatePublic(spec);
    }
  }

  /** The certificates of a text, 1 to 16; what stands between them are remarks. */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificates = new ArrayList<X509Certificate>();
    var found = CERTIFICATE.matcher(pem);
    while (found.find()) {
      var der = found.group(0).getBytes(StandardCharsets.US_ASCII);
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    if (certificates.isEmpty() || certificates.size() > MOST) {
      throw new CertificateException("1 to 16 certificates are taken");
    }
    return List.copyOf(certificates);
  }
}
