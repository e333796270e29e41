package dev.steward.gateway.http;

import io.javalin.Javalin;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics}; and the evidence log, for who is let into
 * the pod.
 */
public final class AdminServer implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Javalin javalin;

  private AdminServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Starts listening.
   *
   * @param port 0 means a free one
   * @param readiness asked each time
   * @param log the folder of the evidence log, where one is kept
   */
  public static AdminServer start(
      int port,
      Supplier<Readiness> readiness,
      PrometheusMeterRegistry metrics,
      Optional<Path> log) {
    var javalin =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.concurrency.useVirtualThreads = true;
          config.routes.get("/livez", context -> context.result("ok"));
          config.routes.get(
              "/readyz",
              context -> {
                switch (readiness.get()) {
                  case Readiness.Ready(var detail) -> context.result(detail);
                  case Readiness.Unready(var why) ->
                      context.status(HttpStatus.SERVICE_UNAVAILABLE).result(why);
                }
              });
          config.routes.get(
              "/metrics", context -> context.contentType(METRICS_TYPE).result(metrics.scrape()));
          log.map(LogFiles::new).ifPresent(files -> files.serve(config.routes));
        });
    return new AdminServer(javalin.start(port));
  }

  /** The port it got. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
