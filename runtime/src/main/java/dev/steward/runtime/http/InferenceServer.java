package dev.steward.runtime.http;

import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.web.GatewaysAlone;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import dev.steward.runtime.web.WebServer;
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
    var asking = new Asking(models, pool);
    var routes = new Router<WebRoute>();
    new InferenceRoutes(new OpenInference(models, pool, version)).register(routes, exchanges);
    new RepositoryRoutes(models).register(routes, exchanges);
    new EmbeddingRoutes(models, asking, metrics).register(routes, exchanges);
    new ClassifyRoutes(asking, metrics).register(routes, exchanges);
    new EntityRoutes(asking, metrics).register(routes, exchanges);
    new OcrRoutes(models, pool).register(routes, exchanges);
    new GenerationRoutes(models, metrics).register(routes, exchanges);
    return WebServer.start(host, port, admitted, limits, routes, Dialect::error);
  }
}
