package dev.steward.store.sign;

import dev.steward.core.model.Signer;
import java.security.PublicKey;

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
          case Signer.Keyless keyless -> Keyless.key(read, keyless);
        };
    if (!holds(read, key)) {
      throw new UnsignedException(
          switch (signer) {
            case Signer.Key _ ->
                "it isn't signed by the private key of spec.model.signature.publicKey";
            case Signer.Certified _, Signer.Keyless _ ->
                "what is signed was changed, or isn't signed by the key of the bundle's certificate";
          },
          "sign the model with that key; if that was done, don't trust the place");
    }
    return Manifest.read(read.payload());
  }

  private static boolean holds(Bundle bundle, PublicKey key) throws UnsignedException {
    if (PublicKeys.algorithm(key).isEmpty()) {
      throw UnsignedException.unreadable(
          "its key is none on a curve P-256, P-384, P-521 or Ed25519");
    }
    return PublicKeys.verify(key, bundle.signed(), bundle.signature());
  }
}
