package dev.steward.runtime.http;

import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.tracing.Tracing;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The port for inference. */
public final class InferenceServer {

  private InferenceServer() {}

  /**
   * Starts it.
   *
   * @param tls folder with the credentials by which it admits gateways alone; empty: plain HTTP
   * @param bodies what all requests together may hold
   * @param outOfMemory is told when the process has run out of memory
   */
  public static WebServer start(
      String host,
      int port,
      Optional<Path> tls,
      HttpLimits limits,
      Models models,
      InferencePool pool,
      Traffic traffic,
      RuntimeMetrics metrics,
      Tracing tracing,
      BodyBudget bodies,
      String version,
      Consumer<OutOfMemoryError> outOfMemory) {
    var admitted = tls.map(GatewaysAlone::by);
    admitted.ifPresent(gateways -> metrics.certificateEnds(gateways::end));
    var exchanges = new Exchanges(limits, bodies, traffic, metrics, tracing, outOfMemory);
    return WebServer.start(
        host,
        port,
        admitted,
        limits,
        config -> {
          new InferenceRoutes(new OpenInference(models, pool, version))
              .register(config.routes, exchanges);
          new RepositoryRoutes(models).register(config.routes, exchanges);
          new EmbeddingRoutes(models, pool, metrics).register(config.routes, exchanges);
          new ClassifyRoutes(models, pool, metrics).register(config.routes, exchanges);
          new EntityRoutes(models, pool, metrics).register(config.routes, exchanges);
          new OcrRoutes(models, pool).register(config.routes, exchanges);
          new GenerationRoutes(models, metrics).register(config.routes, exchanges);
        });
  }
}
