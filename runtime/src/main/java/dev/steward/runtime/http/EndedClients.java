package dev.steward.runtime.http;

import dev.steward.trust.PeerCertificate;
import java.time.InstantSource;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Ends a connection with its next answer once the client's certificate has ended. Who renews theirs
 * notices nothing: they have left it long before.
 */
final class EndedClients implements HttpConfiguration.Customizer {

  private final InstantSource clock;

  EndedClients(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    if (request.getConnectionMetaData().getConnection().getEndPoint() instanceof SslEndPoint secured
        && PeerCertificate.end(secured.getSslConnection().getSSLEngine().getSession())
            .filter(end -> !end.isAfter(clock.instant()))
            .isPresent()) {
      answer.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    return request;
  }
}
