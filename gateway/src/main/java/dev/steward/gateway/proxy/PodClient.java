package dev.steward.gateway.proxy;

import dev.steward.core.serving.Protocol;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.tls.PeerContexts;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.AbstractHttpClientTransport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes the HTTP clients that carry requests to pods: they change nothing that passes. */
public final class PodClient {
  /**
   * Shorter than any pod keeps an idle connection, so that it is we who close it: a request that
   * meets the pod's end of a connection can't be sent again. Many an engine keeps one for 5 s.
   */
  private static final Duration KEEP = Duration.ofSeconds(4);

  private static final Duration FORGET_POD_AFTER = Duration.ofMinutes(1);

  /** Longer than any call: a connection that is silent so long leads nowhere. */
  private static final Duration FORGET_CALLS_AFTER = Duration.ofMinutes(61);

  private PodClient() {}

  /**
   * A client that isn't started yet.
   *
   * @param reuse how long a connection is used for further requests
   * @param contexts for connections on which both sides prove who they are
   */
  public static HttpClient make(
      Executor executor,
      Scheduler scheduler,
      ByteBufferPool buffers,
      int selectors,
      Limits limits,
      Duration connect,
      Duration reuse,
      PeerContexts contexts) {
    var connector = contexts.connector();
    connector.setExecutor(executor);
    connector.setScheduler(scheduler);
    connector.setByteBufferPool(buffers);
    connector.setSelectors(selectors);
    connector.setConnectTimeout(connect);
    connector.setIdleTimeout(KEEP);
    var client =
        client(new PodTransport(connector, reuse), executor, scheduler, buffers, limits, connect);
    client.setName("pods");
    client.setIdleTimeout(KEEP.toMillis());
    return client;
  }

  /**
   * The same for calls of gRPC, which share connections. Pods tell before they end one (RFC 9113,
   * 6.8), so none ends here for being unused for a moment.
   */
  public static HttpClient makeForCalls(
      Executor executor,
      Scheduler scheduler,
      ByteBufferPool buffers,
      int selectors,
      Limits limits,
      Duration connect,
      Duration reuse,
      PeerContexts contexts) {
    var connector = contexts.connectorForCalls();
    connector.setExecutor(executor);
    connector.setScheduler(scheduler);
    connector.setByteBufferPool(buffers);
    connector.setSelectors(selectors);
    connector.setConnectTimeout(connect);
    var client =
        client(
            new PodCallTransport(connector, reuse), executor, scheduler, buffers, limits, connect);
    client.setName("pods-grpc");
    client.setIdleTimeout(FORGET_CALLS_AFTER.toMillis());
    return client;
  }

  private static HttpClient client(
      AbstractHttpClientTransport transport,
      Executor executor,
      Scheduler scheduler,
      ByteBufferPool buffers,
      Limits limits,
      Duration connect) {
    transport.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
    var client = new HttpClient(transport);
    client.setExecutor(executor);
    client.setScheduler(scheduler);
    client.setByteBufferPool(buffers);
    client.setMaxConnectionsPerDestination(limits.inFlightPerService());
    client.setMaxRequestsQueuedPerDestination(limits.inFlightPerService());
    client.setMaxRequestHeadersSize(2 * limits.headerBytes());
    client.setMaxResponseHeadersSize(limits.answerHeaderBytes());
    client.setDestinationIdleTimeout(FORGET_POD_AFTER.toMillis());
    client.setConnectTimeout(connect.toMillis());
    // Pods are IP addresses, which need no lookup and so no thread.
    client.setSocketAddressResolver(new SocketAddressResolver.Sync());
    client.setFollowRedirects(false);
    client.setUserAgentField(null);
    client.setDefaultRequestContentType(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    return client;
  }

  /** A request to a pod, over a connection on which the pod has proved what it must. */
  public static Request request(HttpClient client, PodAddress pod) {
    return request(client, pod, Protocol.HTTP);
  }

  /** The same in one of the protocols that the pod speaks, with the client of that protocol. */
  static Request request(HttpClient client, PodAddress pod, Protocol spoken) {
    return client
        .newRequest(pod.host(), pod.port(spoken))
        .scheme(pod.peer().isPresent() ? HttpScheme.HTTPS.asString() : HttpScheme.HTTP.asString())
        // Connections are kept by address and by who was expected there.
        .tag(pod.peer().orElse(null));
  }

  /** What the client adds by itself when it starts and a proxy must not do. */
  public static void removeDefaults(HttpClient client) {
    client.getContentDecoderFactories().clear();
    client.getProtocolHandlers().clear();
    client.getProtocolHandlers().put(new InterimAnswers());
  }

  /** Reads past 100, 102, 103 and the like: nobody here waits for them. */
  private static final class InterimAnswers extends ProcessingProtocolHandler {
    @Override
    public boolean accept(Request request, Response response) {
      return HttpStatus.isInterim(response.getStatus());
    }
  }
}
