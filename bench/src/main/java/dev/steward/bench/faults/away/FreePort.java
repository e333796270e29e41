package dev.steward.bench.faults.away;

import dev.steward.core.serving.GatewayPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of those that a service may have at a gateway. The system gives none of them to whoever
 * connects, so one that is left for a while is still free afterwards.
 */
public final class FreePort {
  private FreePort() {}

  /** One that nobody has. */
  public static int find() {
    while (true) {
      var port = ThreadLocalRandom.current().nextInt(GatewayPort.FIRST, GatewayPort.LAST + 1);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // Somebody has it.
      }
    }
  }
}
