package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.trust.authority.Succession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one CA follow another, when somebody wants it or the CA ends. For one thread of the leader.
 *
 * <p>From a look in which everybody has what a step is about, the time runs until the next step; a
 * look in which somebody hasn't, or another leader, begins it anew.
 */
final class AuthorityKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityKeeper.class);

  /** A CA that ends by itself is followed without any hurry. */
  private static final Duration UNHURRIED = Duration.ofHours(24);

  private final AuthorityStore store;
  private Optional<Instant> followedSince = Optional.empty();
  private String refused = "";

  AuthorityKeeper(AuthorityStore store) {
    this.store = store;
  }

  void look(KeptSecrets kept, Instant now) {
    var authority = store.get();
    followedSince =
        kept.follow(authority, now) ? followedSince.or(() -> Optional.of(now)) : Optional.empty();
    next(authority, now)
        .ifPresent(next -> {
          // What everybody has now is the former step's.
          followedSince = Optional.empty();
          store.replace(next);
        });
  }

  private Optional<Succession> next(Succession authority, Instant now) {
    return beginning(authority, now)
        .or(() -> followedSince.flatMap(since -> authority.advance(since, now)));
  }

  private Optional<Succession> beginning(Succession authority, Instant now) {
    return store
        .wish()
        .flatMap(this::length)
        .or(() -> authority.ends(now) ? Optional.of(UNHURRIED) : Optional.empty())
        .flatMap(length -> authority.begin(length, now));
  }

  private Optional<Duration> length(Checked<Duration> wish) {
    return switch (wish) {
      case Checked.Valid<Duration>(var length) -> Optional.of(length);
      case Checked.Invalid<Duration>(var violation) -> {
        // Told once, not at every look.
        if (!violation.message().equals(refused)) {
          refused = violation.message();
          LOG.warn("the CA isn't followed by another: {}", refused);
        }
        yield Optional.empty();
      }
    };
  }
}
