package dev.steward.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.steward.core.model.SignerFields;
import dev.steward.core.model.SignerName;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whose signatures a policy takes.
 *
 * <p>A service states the same, or, where names of one form are taken, one of these names. Another
 * root takes nobody's place, whatever the names: it would certify anybody.
 *
 * @param root by what who signs is known: the name of its field, {@code :}, and the SHA-256 of the
 *     key, certificates or trusted root as they stand there, without blanks around them
 * @param name whom certificates must name; empty: it is a key, which is one signer's alone
 * @param issuer who must have known the signer by that name; empty: that isn't asked for
 */
public record AllowedSigner(String root, Optional<SignerName> name, Optional<String> issuer) {

  private static final int SHOWN_DIGITS = 12;

  /** Reads one that the API server has taken, so that its fields go together. */
  public static AllowedSigner of(SignerFields fields) {
    var root =
        fields
            .publicKey()
            .map(key -> root("publicKey", key))
            .or(() -> fields.certificateAuthority().map(it -> root("certificateAuthority", it)))
            .or(() -> fields.trustedRoot().map(it -> root("trustedRoot", it)))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "a signer without publicKey, certificateAuthority and trustedRoot"));
    return new AllowedSigner(
        root,
        fields
            .identity()
            .<SignerName>map(SignerName.Exactly::new)
            .or(() -> fields.identityPattern().map(SignerName.Like::new)),
        fields.issuer());
  }

  /** Whether whatever service states {@code other} may do so where this one is allowed. */
  boolean covers(AllowedSigner other) {
    return isOfSameRoot(other)
        && (name.equals(other.name)
            || (name.isPresent()
                && other.name.isPresent()
                && isOfForm(other.name.get(), name.get())));
  }

  /** Whether both take names of a form, and some name is of both. */
  boolean overlaps(AllowedSigner other) {
    return isOfSameRoot(other)
        && name.isPresent()
        && other.name.isPresent()
        && name.get() instanceof SignerName.Like form
        && other.name.get() instanceof SignerName.Like otherForm
        && form.overlaps(otherForm);
  }

  private static boolean isOfForm(SignerName name, SignerName form) {
    return name instanceof SignerName.Exactly(var text)
        && form instanceof SignerName.Like
        && form.matches(text);
  }

  private boolean isOfSameRoot(AllowedSigner other) {
    return root.equals(other.root) && issuer.equals(other.issuer);
  }

  /** What no other one is called, without blanks and line feeds. */
  String word() {
    return root
        + issuer.map(it -> ",issuer=" + encoded(it)).orElse("")
        + name.map(it -> "," + field(it) + "=" + encoded(it.text())).orElse("");
  }

  /**
   * For people, such as {@code identity "ci@acme.example" by certificateAuthority
   * sha256:0f1e2d3c4b5a}: the first 12 digits of the SHA-256.
   */
  public String text() {
    var colon = root.indexOf(':');
    var known =
        "%s sha256:%s"
            .formatted(
                root.substring(0, colon), root.substring(colon + 1, colon + 1 + SHOWN_DIGITS));
    return name.map(it -> "%s \"%s\"".formatted(field(it), it.text())).orElse("")
        + issuer.map(" of %s"::formatted).orElse("")
        + (name.isPresent() ? " by " : "")
        + known;
  }

  private static String field(SignerName name) {
    return switch (name) {
      case SignerName.Exactly _ -> "identity";
      case SignerName.Like _ -> "identityPattern";
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String root(String field, String text) {
    try {
      return field
          + ":"
          + HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(text.strip().getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
