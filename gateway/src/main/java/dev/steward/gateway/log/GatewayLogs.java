package dev.steward.gateway.log;

import dev.steward.logs.JsonLogs;
import java.util.Map;
import org.slf4j.event.Level;

/** What a gateway's log has of the libraries in it. */
public final class GatewayLogs {

  private static final Map<String, Level> QUIETER =
      Map.of(
          // What the libraries tell of their own start and stop says nothing that ours don't.
          "org.eclipse.jetty",
          Level.WARN,
          "io.javalin",
          Level.WARN,
          "io.fabric8",
          Level.WARN,
          // Any client can bring these about, as often as it likes; it is told of its fault.
          "org.eclipse.jetty.http.HttpParser",
          Level.ERROR,
          "org.eclipse.jetty.util.HostPort",
          Level.ERROR);

  private GatewayLogs() {}

  /** From now on the process logs a JSON object a line, at INFO and above. */
  public static void toStandardOutput() {
    JsonLogs.toStandardOutput(QUIETER);
  }
}
