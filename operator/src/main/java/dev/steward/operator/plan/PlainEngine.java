package dev.steward.operator.plan;

/**
 * An engine that speaks plain HTTP on 127.0.0.1, and so needs a guard before it.
 *
 * @param port where it listens
 * @param readiness the path that answers 200 to 399 while it is ready
 */
public record PlainEngine(int port, String readiness) {

  static final String USUAL_READINESS = "/health";

  public PlainEngine {
    if (port < 1 || port > 65_535 || port == Names.INFERENCE_PORT || port == Names.ADMIN_PORT) {
      throw new IllegalArgumentException("no port of an engine's: " + port);
    }
    if (!readiness.startsWith("/")) {
      throw new IllegalArgumentException("no path: " + readiness);
    }
  }
}
