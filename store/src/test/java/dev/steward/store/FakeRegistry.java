package dev.steward.store;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A registry that does as a test says; what it isn't told to do otherwise it does right. */
final class FakeRegistry implements AutoCloseable {

  private final ModelHost host;
  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, ModelHost.Answering> odd = new ConcurrentHashMap<>();
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  FakeRegistry(OwnCertificate certificate) throws Exception {
    host = new ModelHost(certificate);
    host.below("/v2/", (exchange, attempt) -> answer(exchange));
  }

  ModelHost host() {
    return host;
  }

  /** Each blob that was asked for, and from which byte on, such as {@code sha256:… bytes=7-}. */
  List<String> asked() {
    return asked;
  }

  /** Keeps a model of one file; the address of its tag. */
  String model(String name, String file, byte[] bytes) {
    return artifact(name, List.of(blob(bytes, "application/octet-stream", Optional.of(file))));
  }

  /** Keeps a model of one archive. */
  String archive(String name, byte[] gzip) {
    return artifact(name, List.of(blob(gzip, "application/vnd.x.tar+gzip", Optional.empty())));
  }

  /** Keeps a blob; its descriptor. */
  String blob(byte[] bytes, String type, Optional<String> title) {
    var digest = Pulls.digest(bytes).text();
    blobs.put(digest, bytes);
    var named =
        title
            .map(", \"annotations\": {\"org.opencontainers.image.title\": \"%s\"}"::formatted)
            .orElse("");
    return "{\"mediaType\": \"%s\", \"digest\": \"%s\", \"size\": %d%s}"
        .formatted(type, digest, bytes.length, named);
  }

  /** Keeps a manifest of layers; the address of its tag. */
  String artifact(String name, List<String> layers) {
    return manifest(
        name, "{\"schemaVersion\": 2, \"layers\": [%s]}".formatted(String.join(", ", layers)));
  }

  /** Keeps any text as a manifest. */
  String manifest(String name, String text) {
    manifests.put(name, text.getBytes(StandardCharsets.UTF_8));
    return "oci://%s/models/%s:1".formatted(host.authority(), name);
  }

  /** From now on a blob is answered in another way. */
  void answers(byte[] blob, ModelHost.Answering answering) {
    odd.put(Pulls.digest(blob).text(), answering);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var parts = exchange.getRequestURI().getPath().split("/", -1);
    var last = parts[parts.length - 1];
    if (parts[parts.length - 2].equals("manifests")) {
      whole(exchange, manifests.get(parts[parts.length - 3]));
      return;
    }
    asked.add(last + " " + exchange.getRequestHeaders().getFirst("range"));
    int attempt = attempts.merge(last, 1, Integer::sum);
    var answering = odd.get(last);
    if (answering == null) {
      whole(exchange, blobs.get(last));
    } else {
      answering.answer(exchange, attempt);
    }
  }

  private static void whole(HttpExchange exchange, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    rest(exchange, bytes, bytes.length);
  }

  /** Answers with what is asked for, and breaks off at a byte. */
  static void rest(HttpExchange exchange, byte[] bytes, int to) throws IOException {
    var range = exchange.getRequestHeaders().getFirst("range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("content-range", "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
    }
    exchange.sendResponseHeaders(
        from > 0 ? 206 : 200, bytes.length == from ? -1 : bytes.length - from);
    exchange.getResponseBody().write(bytes, from, Math.max(0, to - from));
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    host.close();
  }
}
