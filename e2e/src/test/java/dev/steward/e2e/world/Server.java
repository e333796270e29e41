package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server of somebody else's that runs on this machine, where pods reach it.
 *
 * @param process which ends with it
 * @param address where it listens
 * @param log what it writes
 */
record Server(Process process, InetSocketAddress address, Path log) implements AutoCloseable {

  /** The program that an environment variable names, as {@code ./dev/test e2e} sets it. */
  static String program(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .orElseThrow(() ->
            new IllegalStateException(
                variable + " names no program: run ./dev/test e2e, which builds it and sets it"));
  }

  /** An address of that host at which nobody listens. */
  static InetSocketAddress free(String host) {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return new InetSocketAddress(host, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port. */
  static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Starts it, and waits until it listens. */
  static Server start(List<String> command, InetSocketAddress address, Path log) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      var server = new Server(process, address, log);
      Await.holds(command.getFirst() + " listens", Await.PATIENTLY, server::listens);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended: " + said());
    }
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  /** All that it has written. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    var _ = process.onExit().join();
  }
}
