package dev.steward.gateway.listen;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 for clients that begin with it (RFC 9113, 3.3), as gRPC's do. Those that begin with
 * HTTP/1.1 stay there: an offer to go over to HTTP/2, which Java's client makes with each first
 * request, is passed over in silence (RFC 9110, 7.8).
 */
final class PriorKnowledge extends HTTP2CServerConnectionFactory {

  /** Calls of one connection at once; a client's further ones wait with it. */
  static final int CALLS = 128;

  /** Bytes of one call, and of all of a connection, that wait here to be passed on. */
  private static final int CALL_BYTES = 128 << 10;

  private static final int CONNECTION_BYTES = 1 << 20;

  /**
   * Frames a second that carry nothing: pings, resets, settings. Some clients of gRPC ping with
   * every read to measure their way, and one whose deadlines pass resets as many calls as it makes.
   */
  private static final int EMPTY_FRAMES = 2000;

  PriorKnowledge(HttpConfiguration http) {
    // Its own copy, for the superclass changes it.
    super(new HttpConfiguration(http));
    setMaxConcurrentStreams(CALLS);
    setInitialStreamRecvWindow(CALL_BYTES);
    setInitialSessionRecvWindow(CONNECTION_BYTES);
    setRateControlFactory(new WindowRateControl.Factory(EMPTY_FRAMES));
    setConnectProtocolEnabled(false);
    // A call is bounded by its deadline. Jetty would end one that is silent for twice its time.
    setStreamIdleTimeout(-1);
  }

  @Override
  public @Nullable Connection upgradeConnection(
      Connector connector,
      EndPoint endPoint,
      MetaData.Request request,
      HttpFields.Mutable response101) {
    return HttpMethod.PRI.is(request.getMethod())
        ? super.upgradeConnection(connector, endPoint, request, response101)
        : null;
  }
}
