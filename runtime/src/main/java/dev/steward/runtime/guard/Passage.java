package dev.steward.runtime.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a gateway's and one to the engine: what comes from one goes to the other, no
 * faster than it is taken. When either ends, both do: a client that has left ends the engine's work
 * for it.
 */
final class Passage {

  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
  private static final int AT_A_TIME = 8 << 10;

  private final Socket client;
  private final SSLSocket gateway;
  private final Socket engine;

  /**
   * A passage.
   *
   * @param client the connection below {@code gateway}
   * @param gateway after its handshake
   */
  Passage(Socket client, SSLSocket gateway, Socket engine) {
    this.client = client;
    this.gateway = gateway;
    this.engine = engine;
  }

  /** Passes until one side ends; then both connections are closed. */
  void run(Executor threads) throws InterruptedException {
    var answered = new CountDownLatch(1);
    threads.execute(() -> {
      answers();
      answered.countDown();
    });
    requests();
    answered.await();
  }

  private void requests() {
    try {
      pass(gateway.getInputStream(), engine.getOutputStream());
    } catch (IOException e) {
      LOG.debug("a gateway's connection broke off: {}", e.toString());
    }
    close();
  }

  private void answers() {
    try {
      pass(engine.getInputStream(), gateway.getOutputStream());
      // Told within TLS, so that it isn't taken for an attack.
      gateway.close();
    } catch (IOException e) {
      LOG.debug("an engine's connection broke off: {}", e.toString());
    }
    close();
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    var chunk = new byte[AT_A_TIME];
    for (var read = from.read(chunk); read >= 0; read = from.read(chunk)) {
      to.write(chunk, 0, read);
      to.flush();
    }
  }

  /** Ends both at once; not by the secured one, which would wait for a writer that is stuck. */
  void close() {
    close(engine);
    close(client);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a connection didn't close cleanly: {}", e.toString());
    }
  }
}
