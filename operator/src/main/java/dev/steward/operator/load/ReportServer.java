package dev.steward.operator.load;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReportJson;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.protocol.report.PolicyReport;
import dev.steward.protocol.report.PolicyReportJson;
import dev.steward.trust.PeerCertificate;
import dev.steward.trust.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where gateways report: {@code POST /v1/load} with a {@link LoadReport}; {@code POST /v1/evidence}
 * with an {@link EvidenceReport} and {@code POST /v1/policies} with a {@link PolicyReport}, which
 * are answered; as JSON, by mutual TLS. Whoever doesn't prove to be a gateway is refused in the
 * handshake.
 *
 * <p>On Jetty's core and not the JDK's server: a handshake holds no thread here, so that somebody
 * who connects and says nothing costs a socket for {@link #IDLE} and nothing else.
 */
public final class ReportServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);
  private static final String LOAD = "/v1/load";
  private static final String EVIDENCE = "/v1/evidence";
  private static final String POLICIES = "/v1/policies";
  private static final Set<String> PATHS = Set.of(LOAD, EVIDENCE, POLICIES);
  private static final int THREADS = 16;

  /** More than there are gateways; their connections are kept from one second to the next. */
  private static final int CONNECTIONS = 2048;

  /** How long a connection may be silent, in its handshake, too. */
  static final Duration IDLE = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;

  private ReportServer(int port, SSLContext context, Takers takers) {
    var threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("reports");
    threads.setDaemon(true);
    server = new Server(threads);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    var requests = new HttpConnectionFactory(http);
    var secured = new SslConnectionFactory(contexts(context), requests.getProtocol());
    // It would compare the Host, which is the pod's address, with the certificate.
    secured.setEnsureSecureRequestCustomizer(false);
    connector = new ServerConnector(server, 1, 1, secured, requests);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.addConnector(connector);
    server.setHandler(new Reports(takers));
    server.setStopTimeout(0);
  }

  private static SslContextFactory.Server contexts(SSLContext context) {
    var contexts = new SslContextFactory.Server();
    contexts.setSslContext(context);
    contexts.setIncludeProtocols(Tls.PROTOCOL);
    contexts.setNeedClientAuth(true);
    return contexts;
  }

  /**
   * Starts listening.
   *
   * @param port 0 means a free one
   * @param context proves that this is an operator, and admits gateways alone
   * @param takers given each report that could be read
   * @throws IOException if the port can't be bound
   */
  public static ReportServer start(int port, SSLContext context, Takers takers) throws IOException {
    var reports = new ReportServer(port, context, takers);
    try {
      reports.server.start();
      return reports;
    } catch (Exception e) {
      reports.close();
      throw new IOException("port %d: %s".formatted(port, e.getMessage()), e);
    }
  }

  /**
   * Who takes what gateways post, on any thread.
   *
   * @param load reports of the load
   * @param evidence reports of evidence logs, which are answered
   * @param policies reports of the policies that gateways run, which are answered
   */
  public record Takers(
      Consumer<LoadReport> load,
      Function<EvidenceReport, EvidenceAnswer> evidence,
      Function<PolicyReport, PolicyAnswer> policies) {}

  private static final class Reports extends Handler.Abstract {
    private final Takers takers;

    Reports(Takers takers) {
      this.takers = takers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (hasEnded(request)) {
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      }
      var path = Request.getPathInContext(request);
      if (!PATHS.contains(path)) {
        answer(response, callback, HttpStatus.NOT_FOUND_404, "nothing here");
      } else if (!HttpMethod.POST.is(request.getMethod())) {
        answer(
            response,
            callback,
            HttpStatus.METHOD_NOT_ALLOWED_405,
            request.getMethod() + ": reports are posted");
      } else {
        take(path, Content.Source.asInputStream(request), response, callback);
      }
      return true;
    }

    private void take(String path, InputStream body, Response response, Callback callback)
        throws IOException {
      switch (path) {
        case LOAD -> load(new Bounded(body, LoadReportJson.MAX_BYTES), response, callback);
        case EVIDENCE ->
            evidence(new Bounded(body, EvidenceReportJson.MAX_BYTES), response, callback);
        default -> policies(new Bounded(body, PolicyReportJson.MAX_BYTES), response, callback);
      }
    }

    /** Whether the client's certificate was good when the connection began, and isn't any more. */
    private static boolean hasEnded(Request request) {
      return request.getConnectionMetaData().getConnection().getEndPoint()
              instanceof SslEndPoint secured
          && PeerCertificate.end(secured.getSslConnection().getSSLEngine().getSession())
              .filter(end -> !end.isAfter(Instant.now()))
              .isPresent();
    }

    private void load(Bounded body, Response response, Callback callback) throws IOException {
      switch (LoadReportJson.read(body)) {
        case Outcome.Done<LoadReport>(var report) -> {
          takers.load().accept(report);
          response.setStatus(HttpStatus.NO_CONTENT_204);
          callback.succeeded();
        }
        case Outcome.Refused<LoadReport>(var refusal) -> refuse(body, refusal, response, callback);
      }
    }

    private void evidence(Bounded body, Response response, Callback callback) throws IOException {
      switch (EvidenceReportJson.read(body)) {
        case Outcome.Done<EvidenceReport>(var report) ->
            answer(response, callback, EvidenceReportJson.write(takers.evidence().apply(report)));
        case Outcome.Refused<EvidenceReport>(var refusal) ->
            refuse(body, refusal, response, callback);
      }
    }

    private void policies(Bounded body, Response response, Callback callback) throws IOException {
      switch (PolicyReportJson.read(body)) {
        case Outcome.Done<PolicyReport>(var report) ->
            answer(response, callback, PolicyReportJson.write(takers.policies().apply(report)));
        case Outcome.Refused<PolicyReport>(var refusal) ->
            refuse(body, refusal, response, callback);
      }
    }

    private static void answer(Response response, Callback callback, byte[] json) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.write(true, ByteBuffer.wrap(json), callback);
    }

    private static void refuse(
        Bounded body, Refusal refusal, Response response, Callback callback) {
      if (body.isOver()) {
        answer(
            response,
            callback,
            HttpStatus.PAYLOAD_TOO_LARGE_413,
            "body: larger than " + body.most + " bytes");
      } else {
        answer(response, callback, HttpStatus.BAD_REQUEST_400, refusal.message());
      }
    }

    private static void answer(Response response, Callback callback, int status, String text) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      Content.Sink.write(response, true, text, callback);
    }
  }

  /** A body that ends where it is larger than any report. */
  private static final class Bounded extends InputStream {
    private final InputStream body;
    private final int most;
    private int left;

    Bounded(InputStream body, int most) {
      this.body = body;
      this.most = most;
      this.left = most;
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
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the port for reports didn't close cleanly: {}", e.getMessage());
    }
  }
}
