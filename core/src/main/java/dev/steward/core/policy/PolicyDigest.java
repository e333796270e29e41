package dev.steward.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names what holds for a service: the same for the same demands, on every machine, in every order
 * and from every version of Steward.
 *
 * @param text {@code v1:sha256:} and 64 hexadecimal digits; the number is the version of the
 *     canonical form that was hashed
 */
public record PolicyDigest(String text) {

  private static final Pattern SYNTAX = Pattern.compile("v\\d{1,4}:sha256:[0-9a-f]{64}");

  public PolicyDigest {
    if (!SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException("\"%s\" is no digest of a policy".formatted(text));
    }
  }

  /** Reads one; empty for any other text. */
  public static Optional<PolicyDigest> parse(String text) {
    return SYNTAX.matcher(text).matches() ? Optional.of(new PolicyDigest(text)) : Optional.empty();
  }

  /** Of all that holds for a service, at all levels. Who demands it has no part in it. */
  public static PolicyDigest of(EffectivePolicies policies) {
    return new PolicyDigest(
        "v%d:sha256:%s"
            .formatted(CanonicalForm.VERSION, HexFormat.of().formatHex(sha256(policies))));
  }

  private static byte[] sha256(EffectivePolicies policies) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(CanonicalForm.of(policies).getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
