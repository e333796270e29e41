package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.PeerName;
import dev.steward.operator.plan.Names;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Credentials as a Secret of the type {@code kubernetes.io/tls} holds them. */
final class SecretTexts {

  static final String TYPE = "kubernetes.io/tls";
  static final String KEY = "tls.key";
  static final String CERTIFICATE = "tls.crt";
  static final String AUTHORITY = "ca.crt";

  private SecretTexts() {}

  static Map<String, String> data(Credentials credentials) {
    return data(
        Pem.text(credentials.key()),
        Pem.text(credentials.chain()),
        Pem.text(credentials.trusted()));
  }

  private static Map<String, String> data(String key, String certificate, String authority) {
    return Map.of(
        KEY, encoded(key), CERTIFICATE, encoded(certificate), AUTHORITY, encoded(authority));
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** One of its texts; empty if it isn't there or can't be read. */
  static String text(Secret secret, String entry) {
    var encoded = secret.getData() == null ? null : secret.getData().get(entry);
    if (encoded == null) {
      return "";
    }
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  static Checked<Credentials> credentials(Secret secret) {
    return Credentials.parse(text(secret, KEY), text(secret, CERTIFICATE), text(secret, AUTHORITY));
  }

  /** The name that its planner wants proved; empty if it is a Secret for something else. */
  static Optional<PeerName> name(Secret secret) {
    return Stream.ofNullable(secret.getMetadata().getAnnotations())
        .flatMap(annotations -> Stream.ofNullable(annotations.get(Names.PEER_NAME)))
        .map(PeerName::new)
        .findFirst();
  }
}
