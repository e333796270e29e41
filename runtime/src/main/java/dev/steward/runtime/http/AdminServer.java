package dev.steward.runtime.http;

import dev.steward.core.runtime.Arrival;
import dev.steward.protocol.config.ArrivalJson;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRequest;
import dev.steward.runtime.web.WebRoute;
import dev.steward.runtime.web.WebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    var routes = new Router<WebRoute>();
    routes.get("/livez", request -> answer(request, 200, TEXT, "ok\n"));
    routes.get("/readyz", request -> readiness(request, ready.getAsBoolean()));
    routes.get(ArrivalJson.PATH, request -> arrival(request, arrival.get()));
    routes.post("/debug/profile", new ProfileRoute()::answer);
    routes.get("/metrics", request -> answer(request, 200, PROMETHEUS, metrics.scrape()));
    return WebServer.start(host, port, Optional.empty(), limits, routes, Dialect::error);
  }

  private static void arrival(WebRequest request, Optional<Arrival> arrival) throws IOException {
    if (arrival.isPresent()) {
      answer(request, 200, JSON, ArrivalJson.write(arrival.get()));
    } else {
      request.answer().status(204);
    }
  }

  private static void readiness(WebRequest request, boolean ready) throws IOException {
    answer(request, ready ? 200 : 503, TEXT, ready ? "ok\n" : "not ready\n");
  }

  private static void answer(WebRequest request, int status, String type, String text)
      throws IOException {
    var answer = request.answer();
    answer.status(status);
    answer.type(type);
    answer.body().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
