package dev.steward.e2e.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server on this machine over TLS, which gives files to who shows its token, and speaks of
 * some of them as the Hugging Face Hub does.
 */
public final class ModelWeb implements AutoCloseable {

  /** What it wants to see. */
  public static final String TOKEN = "hf_testers";

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> given = new CopyOnWriteArrayList<>();

  private ModelWeb(HttpsServer server) {
    this.server = server;
  }

  /** Starts it. */
  public static ModelWeb start(Cluster cluster, OwnAuthority authority) {
    try {
      var server = HttpsServer.create(new InetSocketAddress(cluster.host(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(authority.serving()));
      var web = new ModelWeb(server);
      server.setExecutor(web.threads);
      var _ = server.createContext("/", web::answer);
      server.start();
      return web;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scheme, host and port. */
  public String endpoint() {
    return "https://" + Server.text(server.getAddress());
  }

  /** Gives a file at a path from now on. */
  public void file(String path, byte[] bytes) {
    files.put(path, bytes);
  }

  /** Has a repository of the Hub with that model as its {@code model.onnx}. */
  public void repository(String name, TinyModel model) {
    file("/api/models/%s/revision/main".formatted(name), "{\"sha\": \"%s\"}".formatted(COMMIT));
    file(
        "/api/models/%s/tree/%s".formatted(name, COMMIT),
        """
        [{"type": "file", "oid": "%s", "size": %d, "path": "model.onnx",
          "lfs": {"oid": "%s", "size": %d, "pointerSize": 134}}]
        """
            .formatted(
                COMMIT,
                model.bytes().length,
                model.digest().replace("sha256:", ""),
                model.bytes().length));
    file("/%s/resolve/%s/model.onnx".formatted(name, COMMIT), model.bytes());
  }

  private void file(String path, String text) {
    file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The paths of all files that it gave. */
  public List<String> given() {
    return given;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var bytes = files.get(path);
      var shown = exchange.getRequestHeaders().getFirst("authorization");
      if (!("Bearer " + TOKEN).equals(shown)) {
        exchange.sendResponseHeaders(401, -1);
      } else if (bytes == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        given.add(path);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    var _ = threads.shutdownNow();
  }
}
