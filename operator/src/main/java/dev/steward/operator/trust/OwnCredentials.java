package dev.steward.operator.trust;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Purpose;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * What one operator proves to gateways. It signs for itself, for it can read the CA, and keeps the
 * key in memory alone.
 */
public final class OwnCredentials {

  private final CertificateAuthority authority;
  private final InstantSource clock;
  private final AtomicReference<Optional<Credentials>> last =
      new AtomicReference<>(Optional.empty());

  public OwnCredentials(CertificateAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** A context that proves them, whichever they are at the time, and admits gateways alone. */
  public SSLContext context() {
    return Tls.server(this::current, authority.certificate(), PeerName.GATEWAYS);
  }

  private Credentials current() {
    var now = clock.instant();
    return last.updateAndGet(known ->
            known
                .filter(credentials ->
                    authority
                        .good(credentials, PeerName.OPERATORS, Purpose.SERVER, now)
                        .isPresent())
                .or(() -> Optional.of(authority.issue(PeerName.OPERATORS, Purpose.SERVER, now))))
        .orElseThrow();
  }
}
