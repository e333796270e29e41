package dev.steward.store.sign;

import dev.steward.core.model.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;

/**
 * Whose key signed, where the key was thrown away after it: its certificate, which was valid for
 * minutes, says whom an issuer of tokens knew, and when it was used somebody else vouches for.
 *
 * <p>What is asked is what Sigstore's client specification asks, in its order: a time that a log or
 * an authority vouches for; a chain that was valid then; the certificate in a log of certificates,
 * where the trusted root has any; name and issuer; the signature in a log, by its proof.
 */
final class Keyless {

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  /** Sigstore's extensions: the issuer as a DER text, and, of older certificates, as it is. */
  private static final String ISSUER = "1.3.6.1.4.1.57264.1.8";

  private static final String OLDER_ISSUER = "1.3.6.1.4.1.57264.1.1";
  private static final int EMAIL = 1;
  private static final int URI = 6;

  private Keyless() {}

  /** The key of the signer. */
  static PublicKey key(Bundle bundle, Signer.Keyless signer) throws UnsignedException {
    var root = TrustedRoot.read(signer.trustedRoot());
    var certificates = bundle.certificates();
    var entry = bundle.logEntry();
    if (certificates.isEmpty() || entry.isEmpty()) {
      throw new UnsignedException(
          "the bundle has no certificate, or no entry of a log",
          "sign the model with model_signing sign sigstore");
    }
    var own = certificates.getFirst();
    var times = times(bundle, entry.get(), root);
    mustBeCertified(own, root, times);
    mustBe(own, signer);
    LoggedText.mustBeOf(bundle, own, entry.get().body());
    entry.get().mustBeIn(root.logs(), times.getFirst());
    return own.getPublicKey();
  }

  /** All times that somebody vouches for; the log's is proven when its entry is. */
  private static List<Instant> times(Bundle bundle, LogEntry entry, TrustedRoot root)
      throws UnsignedException {
    var times = new ArrayList<Instant>();
    entry.vouchedTime().ifPresent(times::add);
    if (!root.times().isEmpty()) {
      for (var response : bundle.timestamps()) {
        times.add(Timestamps.time(response, bundle.signature(), root.times()));
      }
    }
    if (times.isEmpty()) {
      throw new UnsignedException(
          "nobody whom spec.model.signature.trustedRoot has vouches for when it was signed",
          "sign the model with a Sigstore whose log promises entries, or that has an authority for"
              + " timestamps, and state its trusted root");
    }
    return List.copyOf(times);
  }

  private static void mustBeCertified(X509Certificate own, TrustedRoot root, List<Instant> times)
      throws UnsignedException {
    var issuer = Optional.<X509Certificate>empty();
    var start = own.getNotBefore().toInstant();
    var end = own.getNotAfter().toInstant();
    for (var time : times) {
      if (time.isBefore(start) || time.isAfter(end)) {
        throw new UnsignedException(
            "it was signed at %s, and the certificate was valid from %s to %s"
                .formatted(time, start, end),
            "sign the model again, with a new certificate");
      }
      issuer = Chains.issuer(own, root.certifying(), time);
      if (issuer.isEmpty()) {
        throw new UnsignedException(
            "the certificate is from no authority of spec.model.signature.trustedRoot",
            "sign the model with that Sigstore; if that was done, don't trust the place");
      }
    }
    if (!isForCode(own)) {
      throw new UnsignedException(
          "the certificate isn't for signing", "use one with the extended key usage codeSigning");
    }
    if (!root.certificateLogs().isEmpty()) {
      CertificateLogs.mustHave(own, issuer.orElseThrow(), root.certificateLogs());
    }
  }

  private static boolean isForCode(X509Certificate certificate) throws UnsignedException {
    try {
      var usage = certificate.getExtendedKeyUsage();
      return usage != null && usage.contains(CODE_SIGNING);
    } catch (CertificateParsingException e) {
      throw UnsignedException.unreadable("its certificate can't be used: " + e.getMessage());
    }
  }

  private static void mustBe(X509Certificate own, Signer.Keyless signer) throws UnsignedException {
    var names = names(own);
    if (names.stream().noneMatch(signer.name()::matches)) {
      throw new UnsignedException(
          "it is signed by %s, not by %s".formatted(told(names), signer.name().text()),
          "if that is whom you trust, write it into spec.model.signature.identity; if not, don't"
              + " trust the place");
    }
    var issuer = issuer(own);
    if (!issuer.equals(Optional.of(signer.issuer()))) {
      throw new UnsignedException(
          "%s is known to %s, not to %s"
              .formatted(told(names), issuer.orElse("nobody"), signer.issuer()),
          "if that is whom you trust, write it into spec.model.signature.issuer; if not, don't"
              + " trust the place");
    }
  }

  private static List<String> names(X509Certificate own) throws UnsignedException {
    try {
      var names = Optional.<Collection<List<?>>>ofNullable(own.getSubjectAlternativeNames());
      return names.orElse(List.of()).stream()
          .filter(name -> List.of(EMAIL, URI).contains(name.getFirst()))
          .map(name -> String.valueOf(name.getLast()))
          .toList();
    } catch (CertificateParsingException e) {
      throw UnsignedException.unreadable("its certificate can't be used: " + e.getMessage());
    }
  }

  private static Optional<String> issuer(X509Certificate own) throws UnsignedException {
    try {
      var stated = own.getExtensionValue(ISSUER);
      if (stated != null) {
        return Optional.of(
            ASN1String.class.cast(ASN1Primitive.fromByteArray(octets(stated))).getString());
      }
      var older = own.getExtensionValue(OLDER_ISSUER);
      return older == null
          ? Optional.empty()
          : Optional.of(new String(octets(older), StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException | ClassCastException e) {
      throw UnsignedException.unreadable("its certificate's issuer is no text");
    }
  }

  private static byte[] octets(byte[] extension) {
    return ASN1OctetString.getInstance(extension).getOctets();
  }

  private static String told(List<String> names) {
    return names.isEmpty() ? "someone without a name" : String.join(", ", names);
  }
}
