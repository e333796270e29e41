package dev.steward.gateway;

import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.listen.GatewayConnector;
import dev.steward.gateway.listen.ServicePorts;
import dev.steward.gateway.load.OperatorLines;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.proxy.PodClient;
import dev.steward.gateway.proxy.Reception;
import dev.steward.gateway.proxy.WireErrors;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.split.SplitLimits;
import dev.steward.gateway.split.Splitter;
import dev.steward.gateway.tls.PeerContexts;
import dev.steward.trust.CredentialsException;
import dev.steward.trust.CredentialsFolder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that listens: it takes requests at the front port and at each service's own port and
 * carries them to the pods that its {@link Routes} name.
 *
 * <pre>{@code
 * try (var gateway = GatewayServer.start(GatewaySettings.defaults().withFrontPort(0), routes)) {
 *   System.out.println("http://localhost:" + gateway.frontPort());
 *   gateway.follow(newerRoutes);
 * }
 * }</pre>
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

  /** One thread each for the selectors of both sides, the rest for what a thread must wait on. */
  private static final int THREADS = 16;

  /** Bytes that the gateway's own fields add to a pod's head, at most. */
  private static final int OWN_FIELDS = 1024;

  private static final Duration POLL = Duration.ofMillis(20);

  private final Server server;
  private final GatewayConnector connector;
  private final HttpClient client;
  private final HttpClient calls;
  private final OperatorLines lines;
  private final ServicePorts ports;
  private final Reception reception;
  private final Optional<CredentialsFolder> credentials;

  private GatewayServer(GatewaySettings settings, Routes routes, Neighbours neighbours)
      throws Exception {
    var selectors = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 8);
    var threads = new QueuedThreadPool(THREADS + 4 * selectors, 4);
    threads.setName("gateway");
    var scheduler = new ScheduledExecutorScheduler("gateway-timer", true);
    var buffers = new ArrayByteBufferPool();
    server = new Server(threads, scheduler, buffers);
    connector =
        new GatewayConnector(server, http(settings), selectors, settings.limits().connections());
    settings.host().ifPresent(connector::setHost);
    connector.setPort(settings.frontPort());
    connector.setIdleTimeout(settings.idle().toMillis());
    server.addConnector(connector);
    server.setErrorHandler(new WireErrors());
    server.setStopTimeout(0);
    var contexts = new PeerContexts();
    credentials =
        settings
            .tls()
            .map(folder ->
                CredentialsFolder.follow(folder, CredentialsFolder.PERIOD, contexts::use));
    client =
        PodClient.make(
            threads,
            scheduler,
            buffers,
            selectors,
            settings.limits(),
            settings.connect(),
            settings.reuse(),
            contexts);
    calls =
        PodClient.makeForCalls(
            threads,
            scheduler,
            buffers,
            selectors,
            settings.limits(),
            settings.connect(),
            settings.reuse(),
            contexts);
    lines = new OperatorLines(client);
    server.addBean(client, true);
    server.addBean(calls, true);
    var clock = InstantSource.system();
    reception =
        new Reception(
            client,
            calls,
            settings.limits(),
            clock,
            routes,
            new Splitter(client, SplitLimits.defaults(), clock),
            neighbours);
    server.setHandler(reception);
    ports = new ServicePorts(connector, scheduler);
  }

  private static HttpConfiguration http(GatewaySettings settings) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(settings.limits().headerBytes());
    http.setMaxResponseHeaderSize(settings.limits().answerHeaderBytes() + OWN_FIELDS);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    http.setUriCompliance(UriCompliance.DEFAULT);
    http.setNotifyRemoteAsyncErrors(true);
    return http;
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException if the front port can't be bound; the message says which
   * @throws CredentialsException if there should be credentials and are none
   */
  public static GatewayServer start(GatewaySettings settings, Routes routes) {
    return start(settings, routes, Neighbours.none());
  }

  /**
   * As {@link #start(GatewaySettings, Routes)}.
   *
   * @param neighbours whom it works with
   */
  public static GatewayServer start(
      GatewaySettings settings, Routes routes, Neighbours neighbours) {
    try {
      var gateway = new GatewayServer(settings, routes, neighbours);
      gateway.server.start();
      PodClient.removeDefaults(gateway.client);
      PodClient.removeDefaults(gateway.calls);
      gateway.ports.follow(routes);
      return gateway;
    } catch (CredentialsException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "the gateway can't listen on port %d: %s".formatted(settings.frontPort(), e.getMessage()),
          e);
    }
  }

  /** The shared front port it got. */
  public int frontPort() {
    return connector.getLocalPort();
  }

  /** Services' own ports that are wanted and can't be bound now. */
  public Set<Integer> failedPorts() {
    return ports.failed();
  }

  /** Services' own ports that are open. */
  public int openPorts() {
    return ports.count();
  }

  /** Routes by this snapshot from now on, and opens and closes ports as it says. */
  public void follow(Routes routes) {
    routes.conflicts().forEach(conflict -> LOG.warn("{}", conflict.message()));
    // First who may be reached, then where: a port that opens finds its service.
    reception.follow(routes);
    ports.follow(routes);
  }

  /** The routes in force. */
  public Routes routes() {
    return reception.routes();
  }

  /** The load of every service. */
  public List<ServiceLoad> services() {
    return reception.services();
  }

  /**
   * Hands a report of the load on to an operator, and waits for nothing: what can't be delivered is
   * followed by the next one.
   */
  public void report(PodAddress operator, byte[] report) {
    lines.accept(operator, report);
  }

  /** When the certificate ends that it shows to pods, if it has one. */
  public Optional<Instant> certificateEnd() {
    return credentials.map(folder -> folder.current().end());
  }

  /**
   * Posts something to an operator, and waits for nothing.
   *
   * @param answered given the answer's body if it succeeds
   */
  public void post(PodAddress operator, String path, byte[] body, Consumer<byte[]> answered) {
    lines.post(operator, path, body, answered);
  }

  /** Requests it has in hand. */
  public int inFlight() {
    return reception.inFlight();
  }

  /**
   * Lets clients go elsewhere and finishes what it has; {@link #close()} then breaks nothing off.
   * Every answer from now on ends its connection, or has its client make further calls elsewhere.
   *
   * @param isListed whether a Service still leads here, as far as is known
   */
  public void drain(Drain drain, BooleanSupplier isListed) throws InterruptedException {
    reception.leave();
    var listedUntil = System.nanoTime() + drain.listed().toNanos();
    while (System.nanoTime() < listedUntil && isListed.getAsBoolean()) {
      Thread.sleep(POLL);
    }
    var spreadUntil = System.nanoTime() + drain.spread().toNanos();
    while (System.nanoTime() < spreadUntil && reception.quietNanos() < drain.quiet().toNanos()) {
      Thread.sleep(POLL);
    }
    ports.close();
    connector.closeFrontPort();
    connector.sendCallsElsewhere();
    var finishUntil = System.nanoTime() + drain.finish().toNanos();
    while (System.nanoTime() < finishUntil && inFlight() > 0) {
      Thread.sleep(POLL);
    }
  }

  /** Ends at once; requests in hand break off. */
  @Override
  public void close() {
    try {
      credentials.ifPresent(CredentialsFolder::close);
      ports.close();
      server.stop();
    } catch (Exception e) {
      LOG.warn("the gateway didn't stop cleanly: {}", e.getMessage());
    }
  }
}
