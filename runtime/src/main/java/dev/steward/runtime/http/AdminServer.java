package dev.steward.runtime.http;

import dev.steward.runtime.metrics.RuntimeMetrics;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The port for probes and metrics, which has no inference. */
public final class AdminServer {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private AdminServer() {}

  /**
   * Starts it.
   *
   * @param ready whether requests should be sent here
   */
  public static WebServer start(
      String host, int port, HttpLimits limits, BooleanSupplier ready, RuntimeMetrics metrics) {
    return WebServer.start(
        host,
        port,
        Optional.empty(),
        limits,
        config -> {
          config.routes.get("/livez", context -> context.contentType(TEXT).result("ok\n"));
          config.routes.get("/readyz", context -> readiness(context, ready.getAsBoolean()));
          config.routes.post("/debug/profile", new ProfileRoute()::answer);
          config.routes.get(
              "/metrics", context -> context.contentType(PROMETHEUS).result(metrics.scrape()));
        });
  }

  private static void readiness(Context context, boolean ready) {
    context.status(ready ? 200 : 503).contentType(TEXT).result(ready ? "ok\n" : "not ready\n");
  }
}
