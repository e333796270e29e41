package dev.steward.store.sign;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** When something was signed, as an authority for timestamps says (RFC 3161). */
final class Timestamps {

  private Timestamps() {}

  /**
   * The time of a response.
   *
   * @param signature what it must be about
   * @throws UnsignedException when none of these authorities has given it
   */
  static Instant time(byte[] response, byte[] signature, List<TrustedRoot.Authority> authorities)
      throws UnsignedException {
    try {
      var token = new TimeStampResponse(response).getTimeStampToken();
      if (token == null) {
        throw wrong("its timestamp holds none");
      }
      var about = token.getTimeStampInfo();
      var time = about.getGenTime().toInstant();
      if (!MessageDigest.isEqual(digest(token, signature), about.getMessageImprintDigest())) {
        throw wrong("its timestamp is that of another signature");
      }
      for (var authority : authorities) {
        var own = signer(token, authority);
        if (own.isPresent()
            && isFrom(token, own.get())
            && Chains.issuer(own.get(), List.of(authority), time).isPresent()) {
          return time;
        }
      }
    } catch (TSPException | IOException | GeneralSecurityException | OperatorCreationException e) {
      throw wrong("its timestamp can't be read");
    }
    throw wrong("its timestamp is from no authority of spec.model.signature.trustedRoot");
  }

  /** Whom the token names, of those whom the trusted root has. */
  private static Optional<X509Certificate> signer(
      TimeStampToken token, TrustedRoot.Authority authority)
      throws GeneralSecurityException, IOException {
    for (var certificate : authority.chain()) {
      if (token.getSID().match(new X509CertificateHolder(certificate.getEncoded()))) {
        return Optional.of(certificate);
      }
    }
    return Optional.empty();
  }

  /** Its signature is that of this certificate, which is for nothing but timestamps. */
  private static boolean isFrom(TimeStampToken token, X509Certificate certificate)
      throws OperatorCreationException {
    try {
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
      return true;
    } catch (TSPException e) {
      return false;
    }
  }

  private static byte[] digest(TimeStampToken token, byte[] signature)
      throws GeneralSecurityException, UnsignedException {
    var algorithm = token.getTimeStampInfo().getMessageImprintAlgOID();
    String name;
    if (algorithm.equals(NISTObjectIdentifiers.id_sha256)) {
      name = "SHA-256";
    } else if (algorithm.equals(NISTObjectIdentifiers.id_sha384)) {
      name = "SHA-384";
    } else if (algorithm.equals(NISTObjectIdentifiers.id_sha512)) {
      name = "SHA-512";
    } else {
      throw wrong("its timestamp is by none of SHA-256, SHA-384 and SHA-512");
    }
    return MessageDigest.getInstance(name).digest(signature);
  }

  private static UnsignedException wrong(String problem) {
    return new UnsignedException(
        problem,
        "sign the model with the Sigstore whose trusted root you state; if that was done, don't"
            + " trust the place");
  }
}
