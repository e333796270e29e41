package dev.steward.core.model;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * That a model is loaded only if someone has signed it, in the format of OpenSSF Model Signing: one
 * file, a Sigstore bundle, which lists the SHA-256 of every file of the model.
 *
 * @param bundle where that file lies: a plain path beside the model, which is inside its folder or,
 *     where the address leads to a file, in that file's folder; or an address {@code https://}
 * @param signer who must have signed
 */
public record ModelSignature(String bundle, Signer signer) {

  /** The longest place of a bundle. */
  public static final int MAX_BUNDLE = 1024;

  private static final String FIELD = "spec.model.signature";
  private static final String REMEDY =
      "use a path beside the model like model.sig, without . or .. segments, or an https:// address";
  private static final Pattern PATH =
      Pattern.compile("[-A-Za-z0-9._~!$&()*+,;=@]+(/[-A-Za-z0-9._~!$&()*+,;=@]+)*");
  private static final Pattern DOTS = Pattern.compile("(^|.*/)[.]{1,2}(/.*|$)");

  public ModelSignature {
    requireNonNull(bundle, "bundle");
    requireNonNull(signer, "signer");
  }

  /** The bundle's address, where it doesn't lie beside the model. */
  public Optional<ModelUri.Https> elsewhere() {
    return ModelUri.parse(FIELD, bundle) instanceof Checked.Valid<ModelUri>(ModelUri.Https https)
        ? Optional.of(https)
        : Optional.empty();
  }

  /** Reads the fields as they stand in a resource. */
  public static Checked<ModelSignature> parse(String bundle, SignerFields fields) {
    var wrong = wrongBundle(bundle);
    if (wrong.isPresent()) {
      return new Checked.Invalid<>(wrong.get());
    }
    return switch (fields.signer()) {
      case Checked.Invalid<Signer>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Signer>(var known) -> Checked.valid(new ModelSignature(bundle, known));
    };
  }

  private static Optional<Violation> wrongBundle(String bundle) {
    if (bundle.length() > MAX_BUNDLE) {
      return Optional.of(
          new Violation(
              FIELD + ".bundle",
              "it has " + bundle.length() + " characters",
              "use at most " + MAX_BUNDLE));
    }
    if (bundle.startsWith("https://")
        && ModelUri.parse(FIELD + ".bundle", bundle)
            instanceof Checked.Invalid<ModelUri>(var violation)) {
      return Optional.of(violation);
    }
    return bundle.startsWith("https://")
            || (PATH.matcher(bundle).matches() && !DOTS.matcher(bundle).matches())
        ? Optional.empty()
        : Optional.of(
            new Violation(FIELD + ".bundle", "\"" + bundle + "\" is no plain path", REMEDY));
  }
}
