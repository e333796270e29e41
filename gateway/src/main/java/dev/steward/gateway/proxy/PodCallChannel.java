package dev.steward.gateway.proxy;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Channel;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.transport.internal.HttpChannelOverHTTP2;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PushPromiseFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.SerializedInvoker;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * One call's way on a connection that it shares. What has come is told on any thread: Jetty has the
 * connection's own do that after it has read on, and doesn't any more once that was its end.
 */
final class PodCallChannel extends HttpChannelOverHTTP2 {
  private final Stream.Listener listener;

  PodCallChannel(PodCallConnection connection, Session session) {
    super(connection, session);
    listener = new Telling(connection.getHttpDestination().getHttpClient().getExecutor());
  }

  @Override
  public Stream.Listener getStreamListener() {
    return listener;
  }

  /** Tells one thing after the other. */
  private final class Telling implements Stream.Listener {
    private final Executor executor;
    private final SerializedInvoker inOrder;

    Telling(Executor executor) {
      this.executor = executor;
      this.inOrder = new SerializedInvoker("pod-call", executor);
    }

    @Override
    public void onNewStream(Stream stream) {
      setStream(stream);
    }

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame, Callback callback) {
      tell(call(stream).onHeaders(stream, frame, callback));
    }

    @Override
    public void onDataAvailable(Stream stream, boolean dispatch) {
      tell(call(stream).onDataAvailable());
    }

    @Override
    public Stream.@Nullable Listener onPush(Stream stream, PushPromiseFrame frame) {
      stream.reset(
          new ResetFrame(stream.getId(), ErrorCode.REFUSED_STREAM_ERROR.code), Callback.NOOP);
      return null;
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
      tell(call(stream).onReset(frame, callback));
    }

    @Override
    public void onIdleTimeout(Stream stream, TimeoutException why, Promise<Boolean> promise) {
      tell(call(stream).onTimeout(why, promise));
    }

    @Override
    public void onFailure(
        Stream stream, int error, String reason, Throwable failure, Callback callback) {
      tell(call(stream).onFailure(failure, callback));
    }

    private void tell(@Nullable Runnable news) {
      var task = inOrder.offer(news);
      if (task != null) {
        ThreadPool.executeImmediately(executor, task);
      }
    }

    private static HTTP2Channel.Client call(Stream stream) {
      return (HTTP2Channel.Client) ((HTTP2Stream) stream).getAttachment();
    }
  }
}
