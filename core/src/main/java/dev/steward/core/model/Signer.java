package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who must have signed a model. */
public sealed interface Signer {

  /**
   * Whoever has the private key that belongs to a public one.
   *
   * @param pem the public key as {@code openssl pkey -pubout} writes it
   */
  record Key(String pem) implements Signer {

    /** Reads the key that stands in {@code field}. */
    public static Checked<Signer> parse(String field, String pem) {
      try {
        Pems.publicKey(pem);
        return Checked.valid(new Key(pem));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        return Checked.invalid(
            field,
            "it is no public key on a curve P-256, P-384, P-521 or Ed25519",
            "write it in PEM, as openssl pkey -pubout does");
      }
    }

    /** The key. */
    public PublicKey key() {
      try {
        return Pems.publicKey(pem);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("a key that was read before", e);
      }
    }
  }

  /**
   * Whoever has a certificate of an authority for a name.
   *
   * @param pem certificates of the authorities that are trusted, one after the other
   * @param identity an e-mail address, URI or DNS name among the signing certificate's alternative
   *     names; where it has none, its subject as RFC 2253 writes it, such as {@code
   *     CN=Models,O=Acme}
   */
  record Certified(String pem, String identity) implements Signer {

    /** The longest name. */
    public static final int MAX_IDENTITY = 1024;

    /** Reads the certificates that stand in {@code field}. */
    public static Checked<Signer> parse(String field, String pem, String identity) {
      if (identity.isBlank() || identity.length() > MAX_IDENTITY) {
        return Checked.invalid(
            "spec.model.signature.identity",
            "it is empty, or longer than " + MAX_IDENTITY + " characters",
            "write the name that the signing certificate has");
      }
      try {
        Pems.certificates(pem);
        return Checked.valid(new Certified(pem, identity));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        return Checked.invalid(
            field,
            "it holds no certificates that can be read",
            "write them in PEM, one after the other");
      }
    }

    /** The authorities' certificates, at least one. */
    public List<X509Certificate> authorities() {
      try {
        return Pems.certificates(pem);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("certificates that were read before", e);
      }
    }
  }

  /**
   * Whoever an issuer has known by a name when he signed: a Sigstore of one's own, or the public
   * one, has certified that for some minutes, and a log or an authority for timestamps vouches that
   * he signed within them.
   *
   * @param trustedRoot whose certificates, logs and timestamps are trusted: Sigstore's {@code
   *     TrustedRoot} in JSON
   * @param name by which the certificate knows the signer
   * @param issuer whose OpenID token the certificate was made for, such as {@code
   *     https://token.actions.githubusercontent.com}
   */
  record Keyless(String trustedRoot, SignerName name, String issuer) implements Signer {

    /** The longest trusted root: that of Sigstore's public services has some 7,000 characters. */
    public static final int MAX_ROOT = 32_768;

    /** The longest issuer. */
    public static final int MAX_ISSUER = 1024;

    /** What each trusted root says of itself, whatever its version. */
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

    /** Reads the root that stands in {@code field}; what it holds is read when it is used. */
    public static Checked<Signer> parse(
        String field, String trustedRoot, SignerName name, String issuer) {
      if (issuer.isBlank() || issuer.length() > MAX_ISSUER) {
        return Checked.invalid(
            "spec.model.signature.issuer",
            "it is empty, or longer than " + MAX_ISSUER + " characters",
            "write who issues the tokens that certificates are made for, such as"
                + " https://token.actions.githubusercontent.com");
      }
      if (trustedRoot.length() > MAX_ROOT || !trustedRoot.contains(MEDIA_TYPE)) {
        return Checked.invalid(
            field,
            "it is no trusted root of at most %d characters".formatted(MAX_ROOT),
            "write the content of the file trusted_root.json, whose mediaType begins with "
                + MEDIA_TYPE);
      }
      return Checked.valid(new Keyless(trustedRoot, name, issuer));
    }
  }
}
