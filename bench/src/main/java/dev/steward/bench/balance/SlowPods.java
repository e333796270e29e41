package dev.steward.bench.balance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Servers whose requests say how much work they are. Each answers when a pod of its speed, which
 * does one request at a time, would be done; nothing is computed, so that many fit on one machine,
 * and a timer that is late takes nothing from a pod's speed.
 */
final class SlowPods implements AutoCloseable {
  private static final byte[] DONE = {'{', '}'};

  private final Server server = new Server();
  private final List<Integer> ports = new ArrayList<>();
  private final ConcurrentMap<Integer, Pod> pods = new ConcurrentHashMap<>();

  /**
   * A pod.
   *
   * @param freeAt when it is done with what has come, as of {@link System#nanoTime()}
   */
  private record Pod(double speed, AtomicLong freeAt) {
    /** When it is done with this, too. */
    long end(long workNanos) {
      var took = (long) (workNanos / speed);
      return freeAt.updateAndGet(free -> Math.max(free, System.nanoTime()) + took);
    }
  }

  SlowPods(double[] speeds) throws IOException {
    server.setHandler(new Answer());
    try {
      for (var speed : speeds) {
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        connector.open();
        ports.add(connector.getLocalPort());
        pods.put(connector.getLocalPort(), new Pod(speed, new AtomicLong(System.nanoTime())));
      }
      server.start();
    } catch (Exception e) {
      throw new IOException("the pods can't be started", e);
    }
  }

  /** Where they are, in the order of their speeds. */
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  private final class Answer extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Content.Source.asString(
          request,
          StandardCharsets.US_ASCII,
          Promise.Invocable.from(
              getInvocationType(),
              work -> later(Long.parseLong(work), request, response, callback),
              callback::failed));
      return true;
    }

    private void later(long work, Request request, Response response, Callback callback) {
      var pod = pods.get(Request.getLocalPort(request));
      if (pod == null) {
        callback.failed(new IllegalStateException("no pod has this port"));
        return;
      }
      var _ =
          server
              .getScheduler()
              .schedule(
                  () -> response.write(true, ByteBuffer.wrap(DONE), callback),
                  Math.max(0, pod.end(work) - System.nanoTime()),
                  TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the pods don't stop", e);
    }
  }
}
