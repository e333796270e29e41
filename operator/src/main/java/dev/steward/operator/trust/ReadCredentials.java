package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.trust.Credentials;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials of Secrets. Reading some signs and verifies, which takes milliseconds, and a service
 * is looked at far more often than its Secret changes: what was read is remembered by its texts.
 */
final class ReadCredentials {

  /** More than an installation has services; whoever wasn't asked for longest is read again. */
  private static final int REMEMBERED = 20_000;

  private final Map<Map<String, String>, Optional<Credentials>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Map<String, String>, Optional<Credentials>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Those of a Secret; empty if it has none, or rubbish. */
  Optional<Credentials> of(Secret secret) {
    if (secret.getData() == null) {
      return Optional.empty();
    }
    var texts = Map.copyOf(secret.getData());
    synchronized (known) {
      var before = known.get(texts);
      if (before != null) {
        return before;
      }
    }
    var read = read(secret);
    synchronized (known) {
      known.put(texts, read);
    }
    return read;
  }

  private static Optional<Credentials> read(Secret secret) {
    return switch (SecretTexts.credentials(secret)) {
      case Checked.Valid<Credentials>(var credentials) -> Optional.of(credentials);
      case Checked.Invalid<Credentials> rubbish -> Optional.empty();
    };
  }
}
