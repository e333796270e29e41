package dev.steward.runtime.http;

import dev.steward.core.runtime.Arrival;
import dev.steward.protocol.config.ArrivalJson;
import dev.steward.runtime.metrics.RuntimeMetrics;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The port for probes and metrics, which has no inference. */
public final class AdminServer {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private AdminServer() {}

  /**
   * Starts it.
   *
   * @param ready whether requests should be sent here
   * @param arrival how far the model is that has to be brought
   */
  public static WebServer start(
      String host,
      int port,
      HttpLimits limits,
      BooleanSupplier ready,
      Supplier<Optional<Arrival>> arrival,
      RuntimeMetrics metrics) {
    return WebServer.start(
        host,
        port,
        Optional.empty(),
        limits,
        config -> {
          config.routes.get("/livez", context -> context.contentType(TEXT).result("ok\n"));
          config.routes.get("/readyz", context -> readiness(context, ready.getAsBoolean()));
          config.routes.get(ArrivalJson.PATH, context -> arrival(context, arrival.get()));
          config.routes.post("/debug/profile", new ProfileRoute()::answer);
          config.routes.get(
              "/metrics", context -> context.contentType(PROMETHEUS).result(metrics.scrape()));
        });
  }

  private static void arrival(Context context, Optional<Arrival> arrival) {
    arrival.ifPresentOrElse(
        it -> context.contentType(JSON).result(ArrivalJson.write(it)), () -> context.status(204));
  }

  private static void readiness(Context context, boolean ready) {
    context.status(ready ? 200 : 503).contentType(TEXT).result(ready ? "ok\n" : "not ready\n");
  }
}
