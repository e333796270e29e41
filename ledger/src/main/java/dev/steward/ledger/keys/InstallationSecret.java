package dev.steward.ledger.keys;

import dev.steward.core.check.Checked;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.seal.RootKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An installation's secret, read. It is told by nothing of this class but its keys. */
public final class InstallationSecret {

  /** The text with the first part of the logs' names. */
  public static final String ORIGIN = "origin";

  /** The text with the secret of the signing keys: 32 random bytes in base 64. */
  public static final String SEED = "signing.seed";

  /** The text with the root key: 32 random bytes in base 64. */
  public static final String ROOT = "root.key";

  /** Room for a slash and a gateway's name behind it. */
  private static final int LONGEST_ORIGIN = 128;

  private static final int RANDOM_NAME = 8;

  private final Origin origin;
  private final byte[] seed;
  private final RootKey root;

  private InstallationSecret(Origin origin, byte[] seed, RootKey root) {
    this.origin = origin;
    this.seed = seed;
    this.root = root;
  }

  /**
   * The texts of a new one.
   *
   * @param origin the first part of its logs' names; empty: a random one, {@code steward-} and 16
   *     hexadecimal digits
   */
  public static Map<String, String> generate(Optional<Origin> origin) {
    var random = new SecureRandom();
    var seed = new byte[SignerKey.SECRET];
    random.nextBytes(seed);
    return Map.of(
        ORIGIN, origin.map(Origin::text).orElseGet(() -> name(random)) + "\n",
        SEED, Base64.getEncoder().encodeToString(seed) + "\n",
        ROOT, FileRootKey.generate());
  }

  private static String name(SecureRandom random) {
    var bytes = new byte[RANDOM_NAME];
    random.nextBytes(bytes);
    return "steward-" + HexFormat.of().formatHex(bytes);
  }

  /**
   * Reads one; what is wrong is told without it.
   *
   * @param place where it is, for messages
   * @param texts gives the text of a name, if there is one
   */
  public static Checked<InstallationSecret> parse(
      String place, Function<String, Optional<String>> texts) {
    var origin = texts.apply(ORIGIN);
    var seed = texts.apply(SEED);
    var root = texts.apply(ROOT);
    if (origin.isEmpty() || seed.isEmpty() || root.isEmpty()) {
      return Checked.invalid(
          place,
          "it lacks %s".formatted(origin.isEmpty() ? ORIGIN : seed.isEmpty() ? SEED : ROOT),
          "restore the Secret from a copy: a log can't be gone on with by other keys");
    }
    return switch (origin(place + ": " + ORIGIN, origin.get().strip())) {
      case Checked.Invalid<Origin>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Origin>(var name) ->
          switch (FileRootKey.parse(place + ": " + ROOT, root.get())) {
            case Checked.Invalid<RootKey>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<RootKey>(var key) ->
                seed(place + ": " + SEED, seed.get(), name, key);
          };
    };
  }

  /** Reads the first part of logs' names that stands in {@code field}. */
  public static Checked<Origin> origin(String field, String text) {
    return text.length() > LONGEST_ORIGIN
        ? Checked.invalid(
            field,
            "it has %d characters".formatted(text.length()),
            "use at most %d, such as example.com/steward".formatted(LONGEST_ORIGIN))
        : Origin.parse(field, text);
  }

  private static Checked<InstallationSecret> seed(
      String field, String text, Origin origin, RootKey root) {
    try {
      var seed = Base64.getDecoder().decode(text.strip());
      if (seed.length == SignerKey.SECRET) {
        return Checked.valid(new InstallationSecret(origin, seed, root));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    return Checked.invalid(
        field, "it is no seed", "use 32 random bytes in base 64: openssl rand -base64 32");
  }

  /** The key of one gateway's log, whose name is that of the log. */
  public SignerKey signer(String gateway) {
    return SignerKey.derive(seed, new Origin(origin.text() + "/" + gateway));
  }

  /** Wraps the keys of buckets. */
  public RootKey root() {
    return root;
  }
}
