package dev.steward.api.v1alpha1;

/**
 * The schema's rules of who signs models, whom services state as policies do: bounds, whole rules,
 * and their messages without the field's path before them.
 */
final class SignerSyntax {

  /** Characters of a public key. */
  static final int MAX_KEY = 2048;

  /** Characters of an authority's certificates. */
  static final int MAX_CERTIFICATES = 16384;

  /** Characters of a Sigstore's trusted root. */
  static final int MAX_ROOT = 32768;

  /** Characters of a name: an identity, a pattern of them, an issuer. */
  static final int MAX_NAME = 1024;

  static final String ONE_ROOT =
      "(has(self.publicKey) ? 1 : 0) + (has(self.certificateAuthority) ? 1 : 0)"
          + " + (has(self.trustedRoot) ? 1 : 0) == 1";

  static final String ONE_ROOT_MESSAGE =
      "publicKey: of it, certificateAuthority and trustedRoot one says whose signature is taken;"
          + " state one of them";

  static final String NAME_OF_ROOT =
      "has(self.trustedRoot) ? has(self.identity) != has(self.identityPattern)"
          + " : has(self.identity) == has(self.certificateAuthority) && !has(self.identityPattern)";

  static final String NAME_OF_ROOT_MESSAGE =
      "identity: it says which of those that are certified signs models; state it with"
          + " certificateAuthority or trustedRoot, and identityPattern instead with trustedRoot alone";

  static final String ISSUER_OF_ROOT = "has(self.issuer) == has(self.trustedRoot)";

  static final String ISSUER_OF_ROOT_MESSAGE =
      "issuer: it says who must have known the signer; state trustedRoot and issuer together";

  static final String PUBLIC_KEY = "self.startsWith('-----BEGIN PUBLIC KEY-----')";

  static final String PUBLIC_KEY_MESSAGE =
      "publicKey: it is no public key in PEM; write it as openssl pkey -pubout does";

  static final String CERTIFICATES = "self.contains('-----BEGIN CERTIFICATE-----')";

  static final String CERTIFICATES_MESSAGE =
      "certificateAuthority: it holds no certificate in PEM; write those that are trusted, one after"
          + " the other";

  static final String TRUSTED_ROOT = "self.contains('application/vnd.dev.sigstore.trustedroot')";

  static final String TRUSTED_ROOT_MESSAGE =
      "trustedRoot: it is no trusted root; write the content of Sigstore's trusted_root.json";

  static final String IDENTITY_PATTERN =
      "self.matches('^[^*]*([*][^*]*){1,8}$') && self.matches('[A-Za-z0-9]')";

  static final String IDENTITY_PATTERN_MESSAGE =
      "identityPattern: it is no name with 1 to 8 *; write one such as *@acme.example, or the whole"
          + " name into identity";

  private SignerSyntax() {}
}
