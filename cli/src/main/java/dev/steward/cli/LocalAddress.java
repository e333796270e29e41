package dev.steward.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where {@code steward run} listens.
 *
 * @param host as the user gave it
 * @param port 0 for a free one
 * @param note what the user should know about the choice
 */
record LocalAddress(String host, int port, Optional<String> note) {

  private static final int FIRST = 8080;
  private static final int TRIES = 100;
  static final int LAST_PORT = 65535;
  private static final String ONE_OF_OURS = "use one of this machine, like 127.0.0.1";

  /** The port asked for, which must be free; or the first free one from 8080 up. */
  static LocalAddress choose(String host, Optional<Integer> wanted) {
    var address = resolved(host);
    if (wanted.isPresent()) {
      return wanted(host, address, wanted.get());
    }
    var port =
        IntStream.range(FIRST, FIRST + TRIES)
            .filter(candidate -> isFree(address, candidate))
            .findFirst()
            .orElse(0);
    return new LocalAddress(
        host,
        port,
        port == FIRST
            ? Optional.empty()
            : Optional.of("port %d is taken; the next free one is used".formatted(FIRST)));
  }

  /** The address as clients write it. */
  String url(int actualPort) {
    return "http://" + hostAndPort(actualPort);
  }

  /** The same without a scheme. */
  String hostAndPort(int actualPort) {
    var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return "%s:%d"
        .formatted(reachable.contains(":") ? "[" + reachable + "]" : reachable, actualPort);
  }

  private static LocalAddress wanted(String host, InetAddress address, int port) {
    if (port < 0 || port > LAST_PORT) {
      throw Refused.usage("--port", port + " is no port", "use 1 to 65535, or 0 for a free one");
    }
    if (port != 0 && !isFree(address, port)) {
      throw Refused.because(
          "--port",
          "%d can't be had on %s; another process has it, or it is reserved".formatted(port, host),
          "use another, or --port 0 for a free one");
    }
    return new LocalAddress(host, port, Optional.empty());
  }

  private static InetAddress resolved(String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw Refused.usage("--host", "\"" + host + "\" is no address", ONE_OF_OURS);
    }
    if (!isFree(address, 0)) {
      throw Refused.because("--host", host + " is no address of this machine", ONE_OF_OURS);
    }
    return address;
  }

  private static boolean isFree(InetAddress address, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
