package dev.steward.store.sign;

import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.store.Json;
import dev.steward.store.RefusedException;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whether what is logged is this signature, of this text, by this certificate; else an entry of
 * another model could stand for it. Rekor 1 logs envelopes as {@code dsse} 0.0.1, Rekor 2 as {@code
 * hashedrekord} 0.0.2 over what was signed.
 */
final class LoggedText {

  private LoggedText() {}

  static void mustBeOf(Bundle bundle, X509Certificate own, byte[] body) throws UnsignedException {
    Json json;
    try {
      json = Json.parse(body);
    } catch (RefusedException e) {
      throw UnsignedException.unreadable("what is logged: " + e.problem());
    }
    var kind = json.text("kind").orElse("") + " " + json.text("apiVersion").orElse("");
    var spec = json.field("spec").orElse(json);
    boolean isIt =
        switch (kind) {
          case "dsse 0.0.1" -> isEnvelope(bundle, own, spec);
          case "hashedrekord 0.0.2" ->
              isSigned(bundle, own, spec.field("hashedRekordV002").orElse(spec));
          default ->
              throw UnsignedException.unreadable(
                  "what is logged is of another kind than dsse 0.0.1 and hashedrekord 0.0.2");
        };
    if (!isIt) {
      throw new UnsignedException(
          "the log entry is that of another signature",
          "sign the model again; if it was signed so, don't trust the place");
    }
  }

  private static boolean isEnvelope(Bundle bundle, X509Certificate own, Json spec) {
    var hash = spec.field("payloadHash");
    var signatures = spec.items("signatures");
    return hash.flatMap(it -> it.text("algorithm")).equals(Optional.of("sha256"))
        && hash.flatMap(it -> it.text("value"))
            .equals(
                Optional.of(HexFormat.of().formatHex(TreeHasher.sha256().digest(bundle.payload()))))
        && signatures.size() == 1
        && has(signatures.getFirst(), "signature", bundle.signature())
        && bytes(signatures.getFirst(), "verifier")
            .filter(pem -> isCertificate(pem, own))
            .isPresent();
  }

  private static boolean isSigned(Bundle bundle, X509Certificate own, Json spec) {
    var data = spec.field("data");
    var signature = spec.field("signature");
    var certificate =
        signature
            .flatMap(it -> it.field("verifier"))
            .flatMap(it -> it.field("x509Certificate"))
            .flatMap(it -> bytes(it, "rawBytes"));
    var digest =
        data.flatMap(it -> it.text("algorithm")).flatMap(name -> digest(name, bundle.signed()));
    return digest.isPresent()
        && data.filter(it -> has(it, "digest", digest.get())).isPresent()
        && signature.filter(it -> has(it, "content", bundle.signature())).isPresent()
        && certificate.filter(der -> isCertificate(der, own)).isPresent();
  }

  private static Optional<byte[]> digest(String algorithm, byte[] bytes) {
    var name =
        switch (algorithm) {
          case "SHA2_256" -> "SHA-256";
          case "SHA2_384" -> "SHA-384";
          case "SHA2_512" -> "SHA-512";
          default -> "";
        };
    try {
      return name.isEmpty()
          ? Optional.empty()
          : Optional.of(MessageDigest.getInstance(name).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("the JDK has " + name, e);
    }
  }

  private static boolean has(Json json, String field, byte[] wanted) {
    return bytes(json, field).filter(found -> Arrays.equals(found, wanted)).isPresent();
  }

  private static Optional<byte[]> bytes(Json json, String field) {
    try {
      return json.text(field).map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** In PEM or DER. */
  private static boolean isCertificate(byte[] encoded, X509Certificate own) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(encoded))
          .equals(own);
    } catch (CertificateException e) {
      return false;
    }
  }
}
