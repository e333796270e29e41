package dev.steward.runtime.http;

import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.InferencePool;
import java.util.function.Consumer;

/** The port for inference. */
public final class InferenceServer {

  private InferenceServer() {}

  /**
   * Starts it.
   *
   * @param outOfMemory is told when the process has run out of memory
   */
  public static WebServer start(
      String host,
      int port,
      HttpLimits limits,
      ServedModel served,
      InferencePool pool,
      Traffic traffic,
      RuntimeMetrics metrics,
      String version,
      Consumer<OutOfMemoryError> outOfMemory) {
    var exchanges = new Exchanges(limits, traffic, metrics, outOfMemory);
    return WebServer.start(
        host,
        port,
        limits,
        config -> {
          new InferenceRoutes(served, pool, version).register(config.routes, exchanges);
          new EmbeddingRoutes(served, pool, metrics).register(config.routes, exchanges);
        });
  }
}
