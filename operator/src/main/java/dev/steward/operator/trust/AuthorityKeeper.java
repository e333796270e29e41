package dev.steward.operator.trust;

import dev.steward.core.check.Checked;
import dev.steward.operator.trust.KeptSecrets.Kept;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one CA follow another, when somebody wants it or the CA ends, and tells of certificates that
 * nobody renews. The leader does; it looks at copies that are watched, so looking costs no call.
 *
 * <p>From a look in which everybody has what a step is about, the time runs until the next step; a
 * look in which somebody hasn't, or another leader, begins it anew.
 */
public final class AuthorityKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityKeeper.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** A CA that ends by itself is followed without any hurry. */
  private static final Duration UNHURRIED = Duration.ofHours(24);

  private final AuthorityStore store;
  private final Supplier<Optional<Collection<Secret>>> secrets;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("authority").daemon().factory());
  private KeptSecrets kept = KeptSecrets.none();
  private Optional<Instant> followedSince = Optional.empty();
  private String lastTrouble = "";
  private volatile Optional<Instant> soonestEnd = Optional.empty();

  /**
   * A keeper that doesn't run yet.
   *
   * @param secrets all that is stored, once that is known
   */
  public AuthorityKeeper(
      AuthorityStore store, Supplier<Optional<Collection<Secret>>> secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Begins to keep it. */
  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::keep, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** When the first of all certificates that aren't over yet ends. */
  public Optional<Instant> soonestEnd() {
    return soonestEnd;
  }

  private void keep() {
    try {
      secrets.get().ifPresent(this::keep);
    } catch (RuntimeException e) {
      trouble("the CA is looked at again in " + PERIOD + ": " + e);
    }
  }

  private void keep(Collection<Secret> stored) {
    var now = clock.instant();
    var authority = store.get();
    kept = kept.seen(stored);
    followedSince =
        kept.follow(authority, now) ? followedSince.or(() -> Optional.of(now)) : Optional.empty();
    var soonest = kept.soonest(now);
    soonestEnd = soonest.map(it -> it.credentials().end());
    soonest.filter(it -> it.credentials().overdue(now)).ifPresent(this::overdue);
    next(authority, now)
        .ifPresent(next -> {
          // What everybody has now is the former step's.
          followedSince = Optional.empty();
          store.replace(next);
          LOG.info("the CA: {}", next);
        });
  }

  private Optional<Succession> next(Succession authority, Instant now) {
    return beginning(authority, now)
        .or(() -> followedSince.flatMap(since -> authority.advance(since, now)));
  }

  private Optional<Succession> beginning(Succession authority, Instant now) {
    var asked = store.wish().flatMap(this::length);
    return asked
        .or(() -> authority.ends(now) ? Optional.of(UNHURRIED) : Optional.empty())
        .flatMap(length -> authority.begin(length, now));
  }

  private Optional<Duration> length(Checked<Duration> wish) {
    return switch (wish) {
      case Checked.Valid<Duration>(var length) -> Optional.of(length);
      case Checked.Invalid<Duration>(var violation) -> {
        trouble(violation.message());
        yield Optional.empty();
      }
    };
  }

  private void overdue(Kept late) {
    trouble(
        "Secret %s should have been renewed, and its certificate ends at %s"
            .formatted(late.secret(), late.credentials().end()));
  }

  /** Told once, not at every look. */
  private void trouble(String what) {
    if (!what.equals(lastTrouble)) {
      lastTrouble = what;
      LOG.warn("{}", what);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
