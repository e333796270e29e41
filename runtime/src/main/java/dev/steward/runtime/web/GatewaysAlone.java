package dev.steward.runtime.web;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.CredentialsFolder;
import dev.steward.trust.Tls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Mutual TLS at a port for inference: a client that isn't one of Steward's gateways is refused in
 * the handshake, before any byte of a request is read.
 *
 * <p>It is the JDK's TLS. Each handshake has the credentials of its time; open connections go on.
 */
public final class GatewaysAlone implements AutoCloseable {

  private final CredentialsFolder folder;

  private GatewaysAlone(CredentialsFolder folder) {
    this.folder = folder;
  }

  /**
   * Proves itself by the credentials of {@code folder}, whichever they are at the time.
   *
   * @throws dev.steward.trust.CredentialsException if there are none now
   */
  public static GatewaysAlone by(Path folder) {
    return new GatewaysAlone(CredentialsFolder.follow(folder, CredentialsFolder.PERIOD, _ -> {}));
  }

  /**
   * What makes engines for connections.
   *
   * @param protocols that a client may choose from (ALPN); none: it isn't asked
   */
  public SslContext speaking(String... protocols) {
    return new JdkSslContext(
        Tls.server(folder::current, PeerName.GATEWAYS),
        false,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        protocols.length == 0
            ? ApplicationProtocolConfig.DISABLED
            : new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols),
        ClientAuth.REQUIRE,
        new String[] {Tls.PROTOCOL},
        false);
  }

  /** When the certificate ends that is shown now. */
  public Instant end() {
    return folder.current().end();
  }

  @Override
  public void close() {
    folder.close();
  }
}
