package dev.steward.operator.trust;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What one operator proves to gateways. It signs for itself, for it can read the CA, and keeps the
 * key in memory alone.
 */
public final class OwnCredentials {

  private final Supplier<Succession> authority;
  private final InstantSource clock;
  private final AtomicReference<Optional<Credentials>> last =
      new AtomicReference<>(Optional.empty());

  /**
   * Credentials that are made when they are first needed.
   *
   * @param authority asked at each handshake
   */
  public OwnCredentials(Supplier<Succession> authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** A context that proves them, whichever they are at the time, and admits gateways alone. */
  public SSLContext context() {
    return Tls.server(this::current, PeerName.GATEWAYS);
  }

  private Credentials current() {
    var now = clock.instant();
    var signing = authority.get();
    return last.updateAndGet(known ->
            known
                .filter(credentials ->
                    signing.good(credentials, PeerName.OPERATORS, Purpose.SERVER, now).isPresent())
                .or(() -> Optional.of(signing.issue(PeerName.OPERATORS, Purpose.SERVER, now))))
        .orElseThrow();
  }
}
