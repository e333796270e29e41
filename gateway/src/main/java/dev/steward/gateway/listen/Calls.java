package dev.steward.gateway.listen;

import java.time.Duration;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The connections on which clients make calls, many at once. */
public final class Calls {

  /** Longer than any call: Jetty breaks off what is silent on a connection that ends. */
  private static final Duration LONGEST = Duration.ofMinutes(61);

  private Calls() {}

  /** Whether a connection is one of those. */
  public static boolean areOn(Connection connection) {
    return connection instanceof HTTP2Connection;
  }

  /** Tells its client to make further calls elsewhere; those under way go on (RFC 9113, 6.8). */
  public static void elsewhere(@Nullable Connection connection) {
    if (connection instanceof HTTP2Connection calls) {
      calls.getEndPoint().setIdleTimeout(LONGEST.toMillis());
      var _ = session(calls).shutdown();
    }
  }

  /** Breaks off one of them. */
  public static void reset(Connection connection, int stream) {
    if (connection instanceof HTTP2Connection calls) {
      var call = session(calls).getStream(stream);
      if (call != null) {
        call.reset(new ResetFrame(stream, ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
      }
    }
  }

  private static HTTP2Session session(HTTP2Connection calls) {
    return calls.getSession();
  }
}
