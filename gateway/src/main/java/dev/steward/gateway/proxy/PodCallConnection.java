package dev.steward.gateway.proxy;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.transport.internal.HttpChannelOverHTTP2;
import org.eclipse.jetty.http2.client.transport.internal.HttpConnectionOverHTTP2;

/**
 * A connection to a pod that calls share, and that is closed after the last of them was read.
 *
 * <p>Once its pod has said that it ends (RFC 9113, 6.8), Jetty closes one as soon as the last
 * answer has come in, and with it breaks off every answer of which something is still to be read: a
 * pod that leaves would lose calls that it has answered.
 */
final class PodCallConnection extends HttpConnectionOverHTTP2 {
  private volatile boolean ending;

  PodCallConnection(Destination destination, Session session, HTTP2Connection connection) {
    super(destination, session, connection);
  }

  @Override
  protected HttpChannelOverHTTP2 newHttpChannel() {
    return new PodCallChannel(this, getSession());
  }

  @Override
  public void close() {
    if (isUsed() && getHttpDestination().getHttpClient().isRunning()) {
      ending = true;
      // Whether it was there: no other call is to find it.
      var _ = getHttpDestination().remove(this);
      closeUnused();
    } else {
      super.close();
    }
  }

  @Override
  protected void release(HttpChannelOverHTTP2 channel) {
    super.release(channel);
    if (ending) {
      closeUnused();
    }
  }

  private void closeUnused() {
    if (!isUsed()) {
      super.close();
    }
  }

  private boolean isUsed() {
    return getHttpChannels().hasNext();
  }
}
