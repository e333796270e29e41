package dev.steward.operator.trust;

import dev.steward.operator.trust.KeptSecrets.Kept;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all credentials there are: when the first of them ends, and whether somebody should have
 * renewed it. The leader does; it looks at copies that are watched, so looking costs no call.
 */
final class CredentialsWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialsWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Supplier<Collection<Secret>> secrets;
  private final BiConsumer<KeptSecrets, Instant> follower;
  private final ReadCredentials read;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("credentials-watch").daemon().factory());
  private String lastTrouble = "";
  private volatile Optional<Instant> soonestEnd = Optional.empty();

  /**
   * A watch that doesn't run yet.
   *
   * @param secrets all that is known to be stored
   * @param follower is told at each look, on one thread
   */
  CredentialsWatch(
      Supplier<Collection<Secret>> secrets,
      BiConsumer<KeptSecrets, Instant> follower,
      ReadCredentials read,
      InstantSource clock) {
    this.secrets = secrets;
    this.read = read;
    this.follower = follower;
    this.clock = clock;
  }

  /** Begins to look. */
  void start() {
    var _ = timer.scheduleWithFixedDelay(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** When the first of all certificates ends that haven't yet. */
  Optional<Instant> soonestEnd() {
    return soonestEnd;
  }

  private void look() {
    try {
      look(secrets.get());
    } catch (RuntimeException e) {
      trouble("credentials are looked at again in " + PERIOD + ": " + e);
    }
  }

  private void look(Collection<Secret> stored) {
    var now = clock.instant();
    var kept = KeptSecrets.of(stored, read);
    var soonest = kept.soonest(now);
    soonestEnd = soonest.map(it -> it.credentials().end());
    soonest.filter(it -> it.credentials().overdue(now)).ifPresent(this::overdue);
    follower.accept(kept, now);
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
