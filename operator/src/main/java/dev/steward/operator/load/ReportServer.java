package dev.steward.operator.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import dev.steward.trust.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Where gateways report their load: {@code POST /v1/load} with a {@link LoadReport} as JSON, by
 * mutual TLS. Whoever doesn't prove to be a gateway is refused in the handshake.
 */
public final class ReportServer implements AutoCloseable {
  private static final String PATH = "/v1/load";

  private final HttpsServer server;

  private ReportServer(HttpsServer server) {
    this.server = server;
  }

  /**
   * Starts listening.
   *
   * @param port 0 means a free one
   * @param context proves that this is an operator, and admits gateways alone
   * @param follower given each report that could be read, on any thread
   */
  public static ReportServer start(int port, SSLContext context, Consumer<LoadReport> follower)
      throws IOException {
    var server = HttpsServer.create(new InetSocketAddress(port), 0);
    server.setHttpsConfigurator(new GatewaysAlone(context));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(PATH, exchange -> answer(exchange, follower));
    server.start();
    return new ReportServer(server);
  }

  private static final class GatewaysAlone extends HttpsConfigurator {
    GatewaysAlone(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      var wanted = getSSLContext().getDefaultSSLParameters();
      wanted.setProtocols(new String[] {Tls.PROTOCOL});
      wanted.setNeedClientAuth(true);
      parameters.setSSLParameters(wanted);
    }
  }

  private static void answer(HttpExchange exchange, Consumer<LoadReport> follower)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, exchange.getRequestMethod() + ": reports are posted");
        return;
      }
      var body = new Bounded(exchange.getRequestBody());
      switch (LoadReportJson.read(body)) {
        case Outcome.Done<LoadReport>(var report) -> {
          follower.accept(report);
          exchange.sendResponseHeaders(204, -1);
        }
        case Outcome.Refused<LoadReport>(var refusal) ->
            answer(
                exchange,
                body.isOver() ? 413 : 400,
                body.isOver()
                    ? "body: larger than " + LoadReportJson.MAX_BYTES + " bytes"
                    : refusal.message());
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** A body that ends where it is larger than any report. */
  private static final class Bounded extends InputStream {
    private final InputStream body;
    private int left = LoadReportJson.MAX_BYTES;

    Bounded(InputStream body) {
      this.body = body;
    }

    boolean isOver() {
      return left <= 0;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      var read = body.read(into, at, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  /** The port it got. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
