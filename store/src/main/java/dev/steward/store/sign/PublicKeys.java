package dev.steward.store.sign;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/** Keys on the curves that Sigstore uses. */
final class PublicKeys {

  private PublicKeys() {}

  /** As Sigstore's {@code PublicKeyDetails} pairs curves and hashes; empty for other keys. */
  static Optional<String> algorithm(PublicKey key) {
    if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
      return Optional.of("Ed25519");
    }
    if (!(key instanceof ECPublicKey curve)) {
      return Optional.empty();
    }
    return switch (curve.getParams().getCurve().getField().getFieldSize()) {
      case 256 -> Optional.of("SHA256withECDSA");
      case 384 -> Optional.of("SHA384withECDSA");
      case 521 -> Optional.of("SHA512withECDSA");
      default -> Optional.empty();
    };
  }

  /** Whether these bytes are the key's signature over others. */
  static boolean verify(PublicKey key, byte[] signed, byte[] signature) {
    var algorithm = algorithm(key);
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      var check = Signature.getInstance(algorithm.get());
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // Its bytes have no signature's form, or the key none of a key.
      return false;
    }
  }
}
