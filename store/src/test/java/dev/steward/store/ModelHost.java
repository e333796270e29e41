package dev.steward.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server whose paths misbehave as a test says; its certificate is its own. */
final class ModelHost implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SSLContext tls;
  private final Map<String, Answering> paths = new ConcurrentHashMap<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  /** Answers the {@code attempt}th request of a path, counted from 1. */
  @FunctionalInterface
  interface Answering {
    void answer(HttpExchange exchange, int attempt) throws IOException;
  }

  ModelHost(Path folder) throws Exception {
    tls = ownCertificate(folder.resolve("host.p12"));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    var attempts = new ConcurrentHashMap<String, Integer>();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var path = exchange.getRequestURI().getPath();
            ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("range")));
            int attempt = attempts.merge(path, 1, Integer::sum);
            var answering = paths.get(path);
            if (answering == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              answering.answer(exchange, attempt);
            }
          }
        });
    server.start();
  }

  private static SSLContext ownCertificate(Path file) throws Exception {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "host",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    return context(file);
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var bytes = Files.newInputStream(file)) {
      store.load(bytes, PASSWORD);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("host", store.getCertificate("host"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Trusts this server alone. */
  SSLContext trust() {
    return tls;
  }

  URI at(String path, Answering answering) {
    paths.put(path, answering);
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The Range header of each request, or {@code null} as text. */
  List<String> ranges() {
    return ranges;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
