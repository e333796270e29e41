package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Names;
import dev.steward.trust.Credentials;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Secrets with credentials as they are stored: whether all have followed the CA, and which of
 * them ends first. Each version of one is read once.
 *
 * <p>One that has ended counts for nothing: nobody is let in with it.
 *
 * @param known by namespace and name
 */
record KeptSecrets(Map<String, Stored> known) {

  KeptSecrets {
    known = Map.copyOf(known);
  }

  /** The credentials of one version of a Secret, if it has some. */
  record Stored(String version, Optional<Credentials> credentials) {}

  /** A Secret and its credentials. */
  record Kept(String secret, Credentials credentials) {}

  static KeptSecrets none() {
    return new KeptSecrets(Map.of());
  }

  /** What there is now; what hasn't changed isn't read again. */
  KeptSecrets seen(Collection<Secret> now) {
    var seen = new HashMap<String, Stored>();
    for (var secret : now) {
      var metadata = secret.getMetadata();
      if (metadata.getAnnotations() != null
          && metadata.getAnnotations().containsKey(Names.PEER_NAME)) {
        var name = metadata.getNamespace() + "/" + metadata.getName();
        var version = metadata.getResourceVersion();
        var before = known.get(name);
        seen.put(
            name,
            before != null && before.version().equals(version) ? before : read(version, secret));
      }
    }
    return new KeptSecrets(seen);
  }

  private static Stored read(String version, Secret secret) {
    return new Stored(
        version,
        switch (SecretTexts.credentials(secret)) {
          case Checked.Valid<Credentials>(var credentials) -> Optional.of(credentials);
          case Checked.Invalid<Credentials> rubbish -> Optional.empty();
        });
  }

  /** Whether whoever is let in by one of them believes whom this CA says. */
  boolean follow(Succession authority, Instant now) {
    var trusted = authority.trusted();
    return valid(now).allMatch(kept -> kept.credentials().trusted().equals(trusted));
  }

  /** The one that ends first. */
  Optional<Kept> soonest(Instant now) {
    return valid(now).min(Comparator.comparing(kept -> kept.credentials().end()));
  }

  private Stream<Kept> valid(Instant now) {
    return known.entrySet().stream()
        .flatMap(entry ->
            entry.getValue().credentials().stream()
                .filter(credentials -> credentials.end().isAfter(now))
                .map(credentials -> new Kept(entry.getKey(), credentials)));
  }
}
