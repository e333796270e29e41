package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.util.Optional;

/**
 * Who must have signed a model, as the fields of {@code spec.model.signature} say it: by a public
 * key, by an authority and a name, or by a trusted root, an issuer and a name.
 *
 * @param publicKey in PEM
 * @param certificateAuthority certificates in PEM
 * @param trustedRoot Sigstore's {@code TrustedRoot} in JSON
 * @param identity whom the signing certificate must name
 * @param identityPattern the same, with {@code *} for what may differ
 * @param issuer who must have known the signer by that name
 */
public record SignerFields(
    Optional<String> publicKey,
    Optional<String> certificateAuthority,
    Optional<String> trustedRoot,
    Optional<String> identity,
    Optional<String> identityPattern,
    Optional<String> issuer) {

  private static final String FIELD = "spec.model.signature.";

  /** The signer, if the fields fit together and each can be read. */
  Checked<Signer> signer() {
    int roots = count(publicKey) + count(certificateAuthority) + count(trustedRoot);
    if (roots != 1) {
      return Checked.invalid(
          FIELD + "publicKey",
          "of it, certificateAuthority and trustedRoot one says whose signature is taken",
          "state one of them");
    }
    if (trustedRoot.isEmpty() && (issuer.isPresent() || identityPattern.isPresent())) {
      return Checked.invalid(
          FIELD + (issuer.isPresent() ? "issuer" : "identityPattern"),
          "it is for signers whom a trusted root certifies",
          "state trustedRoot, or remove it");
    }
    if (trustedRoot.isPresent()) {
      return keyless(trustedRoot.get());
    }
    if (identity.isPresent() != certificateAuthority.isPresent()) {
      return Checked.invalid(
          FIELD + "identity",
          identity.isPresent()
              ? "a public key belongs to one signer alone"
              : "an authority certifies many, and one of them signs models",
          "state certificateAuthority and identity together");
    }
    return publicKey.isPresent()
        ? Signer.Key.parse(FIELD + "publicKey", publicKey.get())
        : Signer.Certified.parse(
            FIELD + "certificateAuthority", certificateAuthority.orElseThrow(), identity.get());
  }

  private Checked<Signer> keyless(String root) {
    if (identity.isPresent() == identityPattern.isPresent() || issuer.isEmpty()) {
      return Checked.invalid(
          FIELD + "trustedRoot",
          "it certifies many, whom many have known by their names",
          "state issuer, and identity or identityPattern");
    }
    var name =
        identity.isPresent()
            ? SignerName.Exactly.parse(FIELD + "identity", identity.get())
            : SignerName.Like.parse(FIELD + "identityPattern", identityPattern.orElseThrow());
    return switch (name) {
      case Checked.Invalid<SignerName>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<SignerName>(var known) ->
          Signer.Keyless.parse(FIELD + "trustedRoot", root, known, issuer.get());
    };
  }

  private static int count(Optional<String> field) {
    return field.isPresent() ? 1 : 0;
  }
}
