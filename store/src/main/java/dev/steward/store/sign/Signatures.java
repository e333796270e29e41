package dev.steward.store.sign;

import dev.steward.core.model.Signer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;

/** Whether a bundle was made by whom it must be. */
public final class Signatures {

  private Signatures() {}

  /**
   * What the signer has signed.
   *
   * @param bundle the file that holds the signature, which is short enough to be held
   * @throws UnsignedException when it isn't the signer's, or no such file
   */
  public static Manifest manifest(byte[] bundle, Signer signer) throws UnsignedException {
    var read = Bundle.read(bundle);
    var key =
        switch (signer) {
          case Signer.Key known -> known.key();
          case Signer.Certified certified -> Certification.key(read.certificates(), certified);
        };
    if (!holds(read, key)) {
      throw new UnsignedException(
          switch (signer) {
            case Signer.Key _ ->
                "it isn't signed by the private key of spec.model.signature.publicKey";
            case Signer.Certified _ ->
                "what is signed was changed, or isn't signed by the key of the bundle's certificate";
          },
          "sign the model with that key; if that was done, don't trust the place");
    }
    return Manifest.read(read.payload());
  }

  private static boolean holds(Bundle bundle, PublicKey key) throws UnsignedException {
    try {
      var signature = Signature.getInstance(algorithm(key));
      signature.initVerify(key);
      signature.update(bundle.signed());
      return signature.verify(bundle.signature());
    } catch (SignatureException e) {
      // Its bytes have no signature's form.
      return false;
    } catch (GeneralSecurityException e) {
      throw UnsignedException.unreadable("its key can't be used: " + e.getMessage());
    }
  }

  /** As Sigstore's {@code PublicKeyDetails} pairs curves and hashes. */
  private static String algorithm(PublicKey key) throws UnsignedException {
    if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
      return "Ed25519";
    }
    if (key instanceof ECPublicKey curve) {
      switch (curve.getParams().getCurve().getField().getFieldSize()) {
        case 256 -> {
          return "SHA256withECDSA";
        }
        case 384 -> {
          return "SHA384withECDSA";
        }
        case 521 -> {
          return "SHA512withECDSA";
        }
        default -> {}
      }
    }
    throw UnsignedException.unreadable("its key is none on a curve P-256, P-384, P-521 or Ed25519");
  }
}
