package dev.steward.store;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that speaks as the Hugging Face Hub does, with large files at another server, for one
 * repository at one commit. That it does so right Hugging Face's own client shows.
 */
final class HubHost implements AutoCloseable {

  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String TOKEN = "hf_hunter2";

  private static final String REPOSITORY = "org/name";

  private final ModelHost host;
  private final ModelHost content;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, byte[]> sent = new TreeMap<>();
  private final List<String> contentCallers = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Optional<String> wanted = Optional.empty();

  HubHost(OwnCertificate certificate) throws Exception {
    host = new ModelHost(certificate);
    content = new ModelHost(certificate);
    host.below("/api/", (exchange, attempt) -> answer(exchange));
    host.below("/org/", (exchange, attempt) -> answer(exchange));
    content.below(
        "/content/",
        (exchange, attempt) -> {
          contentCallers.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
          send(exchange, path(exchange).substring("/content/".length()));
        });
  }

  /** Files at another server are large ones, which are those with such an ending. */
  private static boolean isLarge(String path) {
    return path.matches(".*[.](onnx|onnx_data|gguf|bin|safetensors)");
  }

  HubHost with(String path, byte[] bytes) {
    files.put(path, bytes);
    sent.put(path, bytes);
    return this;
  }

  HubHost with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends other bytes of a file than it says. */
  void lies(String path, byte[] bytes) {
    sent.put(path, bytes);
  }

  /** From now on it answers nobody without the token. */
  void asksForToken() {
    wanted = Optional.of("Bearer " + TOKEN);
  }

  String endpoint() {
    return "https://" + host.authority();
  }

  /** The Authorization headers at the server of large files. */
  List<String> contentCallers() {
    return contentCallers;
  }

  /** Paths that were asked for at the hub. */
  List<String> asked() {
    return asked;
  }

  private static String path(HttpExchange exchange) {
    return exchange.getRequestURI().getPath();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = path(exchange);
    asked.add(path);
    if (wanted.isPresent()
        && !wanted.get().equals(exchange.getRequestHeaders().getFirst("authorization"))) {
      exchange.getResponseHeaders().set("x-error-code", "RepoNotFound");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    var tree = "/api/models/" + REPOSITORY + "/tree/" + COMMIT;
    var resolve = "/" + REPOSITORY + "/resolve/" + COMMIT + "/";
    if (path.matches("/api/models/" + REPOSITORY + "/revision/(main|v1|" + COMMIT + ")")) {
      json(exchange, revision());
    } else if (path.equals(tree) || path.startsWith(tree + "/")) {
      tree(exchange, path.substring(tree.length()).replaceFirst("^/", ""));
    } else if (path.startsWith(resolve) && files.containsKey(path.substring(resolve.length()))) {
      file(exchange, path.substring(resolve.length()));
    } else {
      exchange.getResponseHeaders().set("x-error-code", "RevisionNotFound");
      exchange.sendResponseHeaders(404, -1);
    }
  }

  private String revision() {
    var siblings = files.keySet().stream().map("{\"rfilename\": \"%s\"}"::formatted).toList();
    return "{\"_id\": \"1\", \"id\": \"%s\", \"modelId\": \"%s\", \"sha\": \"%s\", \"private\": false, \"tags\": [], \"downloads\": 0, \"likes\": 0, \"siblings\": [%s]}"
        .formatted(REPOSITORY, REPOSITORY, COMMIT, String.join(", ", siblings));
  }

  /** In pages of two entries, as the Hub does with a thousand. */
  private void tree(HttpExchange exchange, String folder) throws IOException {
    var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    boolean all = query.toLowerCase(Locale.ROOT).contains("recursive=true");
    var prefix = folder.isEmpty() ? "" : folder + "/";
    var entries = all ? below(prefix) : entries(prefix);
    int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
    int to = Math.min(entries.size(), from + 2);
    if (to < entries.size()) {
      exchange
          .getResponseHeaders()
          .set(
              "link",
              "<%s%s?recursive=%s&cursor=%d>; rel=\"next\""
                  .formatted(endpoint(), path(exchange), all, to));
    }
    json(exchange, "[" + String.join(", ", entries.subList(from, to)) + "]");
  }

  private List<String> below(String prefix) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(prefix))
        .map(file -> entry(file.getKey(), file.getValue()))
        .toList();
  }

  private List<String> entries(String prefix) {
    var entries = new ArrayList<String>();
    var folders = new TreeMap<String, String>();
    files.forEach((path, bytes) -> {
      if (!path.startsWith(prefix)) {
        return;
      }
      var rest = path.substring(prefix.length());
      if (rest.contains("/")) {
        var folder = prefix + rest.substring(0, rest.indexOf('/'));
        folders.put(
            folder,
            "{\"type\": \"directory\", \"oid\": \"%s\", \"size\": 0, \"path\": \"%s\"}"
                .formatted(COMMIT, folder));
      } else {
        entries.add(entry(path, bytes));
      }
    });
    entries.addAll(folders.values());
    return entries;
  }

  private static String entry(String path, byte[] bytes) {
    var lfs =
        isLarge(path)
            ? ", \"lfs\": {\"oid\": \"%s\", \"size\": %d, \"pointerSize\": 134}"
                .formatted(Pulls.digest(bytes).hex(), bytes.length)
            : "";
    return "{\"type\": \"file\", \"oid\": \"%s\", \"size\": %d, \"path\": \"%s\"%s}"
        .formatted(isLarge(path) ? COMMIT : git(bytes), bytes.length, path, lfs);
  }

  private static String git(byte[] bytes) {
    try {
      var sha = MessageDigest.getInstance("SHA-1");
      sha.update("blob %d\0".formatted(bytes.length).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void file(HttpExchange exchange, String path) throws IOException {
    var bytes = files.getOrDefault(path, new byte[0]);
    var headers = exchange.getResponseHeaders();
    headers.set("x-repo-commit", COMMIT);
    if (isLarge(path)) {
      headers.set("x-linked-etag", "\"" + Pulls.digest(bytes).hex() + "\"");
      headers.set("x-linked-size", String.valueOf(bytes.length));
      headers.set(
          "location",
          "https://%s/content/%s".formatted(content.authority(), path.replace(" ", "%20")));
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    headers.set("etag", "\"" + git(bytes) + "\"");
    send(exchange, path);
  }

  private void send(HttpExchange exchange, String path) throws IOException {
    var bytes = sent.getOrDefault(path, new byte[0]);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("content-length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      FakeRegistry.rest(exchange, bytes, bytes.length);
    }
  }

  private static void json(HttpExchange exchange, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    host.close();
    content.close();
  }
}
