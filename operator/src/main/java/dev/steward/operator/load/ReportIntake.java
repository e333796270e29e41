package dev.steward.operator.load;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings up the {@link ReportServer} of an operator, and goes on trying: the CA may not be readable
 * yet, for the API server may be away. Gateways call again each second.
 */
public final class ReportIntake implements AutoCloseable {

  /** The port of every operator for reports. */
  public static final int PORT = 8443;

  private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Thread starting;
  private volatile @Nullable ReportServer server;

  private ReportIntake(int port, Supplier<SSLContext> context, ReportServer.Takers takers) {
    starting = Thread.ofVirtual().name("report-intake").start(() -> start(port, context, takers));
  }

  /**
   * Begins.
   *
   * @param context asked until it can be given
   */
  public static ReportIntake begin(
      int port, Supplier<SSLContext> context, ReportServer.Takers takers) {
    return new ReportIntake(port, context, takers);
  }

  private void start(int port, Supplier<SSLContext> context, ReportServer.Takers takers) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        server = ReportServer.start(port, context.get(), takers);
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("reports of the load can't be taken yet: {}", e.toString());
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  @Override
  public void close() {
    starting.interrupt();
    var running = server;
    if (running != null) {
      running.close();
    }
  }
}
