package dev.steward.e2e.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An {@code external.metrics.k8s.io} server on this machine with one metric, {@value #NAME}: what a
 * HorizontalPodAutoscaler asks, in the place of a metrics adapter. The API server passes the
 * question on by an APIService, whose Service leads here.
 */
public final class ExternalMetric implements AutoCloseable {
  public static final String NAME = "visitors";

  /**
   * What is locked while the API comes and goes: until it is known whether it is there, kubectl
   * says so with whatever it is asked.
   */
  public static final String API = "external metrics";

  private static final String GROUP = "external.metrics.k8s.io";
  private static final char[] PASSWORD = "of-a-test".toCharArray();

  private final Tenant tenant;
  private final AtomicInteger value;
  private final HttpsServer server;

  private ExternalMetric(Tenant tenant, AtomicInteger value, HttpsServer server) {
    this.tenant = tenant;
    this.value = value;
    this.server = server;
  }

  /** Serves it, from a Service of this tenant's. */
  public static ExternalMetric serve(Tenant tenant, int first) {
    try {
      var host = tenant.cluster().host();
      var server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
      var metric = new ExternalMetric(tenant, new AtomicInteger(first), server);
      server.createContext("/", metric::answer);
      server.start();
      tenant.apply(objects(tenant.namespace(), host, server.getAddress().getPort()));
      return metric;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on it is {@code now}. */
  public void set(int now) {
    value.set(now);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var body =
        path.endsWith("/" + NAME)
            ? """
            {"kind": "ExternalMetricValueList", "apiVersion": "%s/v1beta1", "metadata": {}, "items": [
             {"metricName": "%s", "metricLabels": {}, "timestamp": "%s", "value": "%d"}]}\
            """
                .formatted(GROUP, NAME, Instant.now().truncatedTo(ChronoUnit.SECONDS), value.get())
            : """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "%s/v1beta1", "resources": [
             {"name": "%s", "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": ["get"]}]}\
            """
                .formatted(GROUP, NAME);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static String objects(String namespace, String host, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: metrics}
    spec: {ports: [{name: https, port: 443, targetPort: %1$d}]}
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: metrics, labels: {kubernetes.io/service-name: metrics}}
    addressType: IPv4
    ports: [{name: https, port: %1$d}]
    endpoints: [{addresses: ["%2$s"]}]
    ---
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata: {name: v1beta1.%3$s}
    spec:
      group: %3$s
      version: v1beta1
      groupPriorityMinimum: 100
      versionPriority: 100
      insecureSkipTLSVerify: true
      service: {namespace: %4$s, name: metrics}
    """
        .formatted(port, host, GROUP, namespace);
  }

  /** By the JDK's own tool: Java has no API that makes a certificate. */
  private static SSLContext selfSigned() throws IOException {
    var folder = Files.createTempDirectory("metric");
    var file = folder.resolve("keys.p12");
    try {
      var made =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "metrics",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=metrics",
                  "-storepass",
                  new String(PASSWORD),
                  "-keystore",
                  file.toString())
              .inheritIO()
              .start()
              .waitFor();
      if (made != 0) {
        throw new IOException("keytool ended with " + made);
      }
      var keys = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  @Override
  public void close() {
    tenant.kubectl("delete", "apiservice", "v1beta1." + GROUP, "--ignore-not-found");
    tenant.kubectl("delete", "service,endpointslice", "metrics", "--ignore-not-found");
    server.stop(0);
  }
}
