package dev.steward.operator.trust;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts credentials of Steward's own CA into the Secrets that are planned for them. */
public final class Issuer implements Issuing {

  /** What is due is looked at a little later, so that it is due then. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(1);

  private final Supplier<Succession> authority;
  private final ReadCredentials read;
  private final InstantSource clock;

  /**
   * An issuer.
   *
   * @param authority asked each time, for it may have to be read first
   */
  public Issuer(Supplier<Succession> authority, InstantSource clock) {
    this(authority, new ReadCredentials(), clock);
  }

  Issuer(Supplier<Succession> authority, ReadCredentials read, InstantSource clock) {
    this.authority = authority;
    this.read = read;
    this.clock = clock;
  }

  @Override
  public List<HasMetadata> asked(List<HasMetadata> planned) {
    return planned;
  }

  /**
   * {@code planned} as it is to be applied. What is no Secret for credentials stays as it is; such
   * a Secret gets what is stored, if that is good, else new credentials.
   */
  @Override
  public HasMetadata complete(HasMetadata planned, Optional<HasMetadata> stored) {
    return planned instanceof Secret secret
        ? SecretTexts.name(secret)
            .<HasMetadata>map(name -> complete(secret, name, purpose(name), secret(stored)))
            .orElse(planned)
        : planned;
  }

  /** {@code planned} with credentials for {@code name}: the stored ones if they are good. */
  Secret complete(Secret planned, PeerName name, Purpose purpose, Optional<Secret> stored) {
    var now = clock.instant();
    var content =
        stored
            .filter(secret -> good(secret, name, purpose, now).isPresent())
            .map(Secret::getData)
            .orElseGet(() -> SecretTexts.data(authority.get().issue(name, purpose, now)));
    return new SecretBuilder(planned).withType(SecretTexts.TYPE).withData(content).build();
  }

  @Override
  public Optional<Duration> renewal(Collection<HasMetadata> owned) {
    var now = clock.instant();
    return owned.stream()
        .flatMap(object -> secret(Optional.of(object)).stream())
        .flatMap(secret ->
            SecretTexts.name(secret).stream()
                .flatMap(name -> good(secret, name, purpose(name), now).stream()))
        .min(Instant::compareTo)
        .map(due -> Duration.between(now, due).plus(AFTERWARDS));
  }

  private static Purpose purpose(PeerName name) {
    return name.isMembers() ? Purpose.PEER : Purpose.SERVER;
  }

  private Optional<Instant> good(Secret secret, PeerName name, Purpose purpose, Instant now) {
    return read.of(secret)
        .flatMap(credentials -> authority.get().good(credentials, name, purpose, now));
  }

  private static Optional<Secret> secret(Optional<HasMetadata> object) {
    return object.filter(Secret.class::isInstance).map(Secret.class::cast);
  }
}
