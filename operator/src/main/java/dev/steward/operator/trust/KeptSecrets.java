package dev.steward.operator.trust;

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
 * them ends first.
 *
 * <p>One that has ended counts for nothing: nobody is let in with it.
 *
 * @param known by namespace and name
 */
record KeptSecrets(Map<String, Credentials> known) {

  KeptSecrets {
    known = Map.copyOf(known);
  }

  /** A Secret and its credentials. */
  record Kept(String secret, Credentials credentials) {}

  /** What there is. */
  static KeptSecrets of(Collection<Secret> stored, ReadCredentials read) {
    var known = new HashMap<String, Credentials>();
    for (var secret : stored) {
      var metadata = secret.getMetadata();
      if (metadata.getAnnotations() != null
          && metadata.getAnnotations().containsKey(Names.PEER_NAME)) {
        read.of(secret)
            .ifPresent(credentials ->
                known.put(metadata.getNamespace() + "/" + metadata.getName(), credentials));
      }
    }
    return new KeptSecrets(known);
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
        .filter(entry -> entry.getValue().end().isAfter(now))
        .map(entry -> new Kept(entry.getKey(), entry.getValue()));
  }
}
