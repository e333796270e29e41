package dev.steward.runtime.guard;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the engine is ready, as its own path tells. It is asked each second by one thread,
 * however many ask here.
 */
final class EngineReadiness implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final URI readiness;
  private final Thread asking;
  private volatile boolean ready;

  private EngineReadiness(URI readiness) {
    this.readiness = readiness;
    this.asking = Thread.ofVirtual().name("engine-readiness").unstarted(this::ask);
  }

  /** Begins to ask. */
  static EngineReadiness follow(int port, String path) {
    var followed = new EngineReadiness(URI.create("http://127.0.0.1:" + port + path));
    followed.asking.start();
    return followed;
  }

  boolean ready() {
    return ready;
  }

  private void ask() {
    while (!Thread.currentThread().isInterrupted()) {
      ready = answers();
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  private boolean answers() {
    try {
      var connection = (HttpURLConnection) readiness.toURL().openConnection();
      connection.setConnectTimeout((int) PATIENCE.toMillis());
      connection.setReadTimeout((int) PATIENCE.toMillis());
      connection.setInstanceFollowRedirects(false);
      try {
        var status = connection.getResponseCode();
        return status >= 200 && status < 400;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      // It starts, or is gone; the kubelet tells more of that.
      return false;
    }
  }

  @Override
  public void close() {
    asking.interrupt();
  }
}
