package dev.steward.e2e.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An object store on this machine with one folder, of which it gives only a part of each object
 * until it is told to go on.
 */
public final class SlowBucket implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final Path folder;
  private final int percent;
  private final HttpServer server;
  private final CountDownLatch rest = new CountDownLatch(1);
  private final List<Long> begun = new CopyOnWriteArrayList<>();

  private SlowBucket(Path folder, int percent, HttpServer server) {
    this.folder = folder;
    this.percent = percent;
    this.server = server;
  }

  /**
   * Serves it to pods.
   *
   * @param percent of each object that is given at first
   */
  public static SlowBucket serve(Cluster cluster, Path folder, int percent) {
    try {
      var server = HttpServer.create(new InetSocketAddress(cluster.host(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      var bucket = new SlowBucket(folder, percent, server);
      var _ = server.createContext("/", bucket::answer);
      server.start();
      return bucket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a Secret names as {@code AWS_ENDPOINT_URL}. */
  public URI endpoint() {
    var address = server.getAddress();
    return URI.create("http://%s:%d".formatted(address.getHostString(), address.getPort()));
  }

  /** Gives all of the objects from now on. */
  public void goOn() {
    rest.countDown();
  }

  /** From which byte on an object was asked for, each time that one was. */
  public List<Long> begun() {
    return begun;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var query = exchange.getRequestURI().getQuery();
      if (query != null && query.contains("list-type=2")) {
        list(exchange);
        return;
      }
      var path = exchange.getRequestURI().getPath();
      var file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
      if (exchange.getRequestMethod().equals("GET") && Files.isRegularFile(file)) {
        give(exchange, file);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    String contents;
    try (var files = Files.list(folder)) {
      contents =
          files
              .map(file ->
                  "<Contents><Key>m/%s</Key><ETag>%s</ETag><Size>%d</Size></Contents>"
                      .formatted(file.getFileName(), tag(file), file.toFile().length()))
              .collect(Collectors.joining());
    }
    var body =
        "<ListBucketResult><Name>models</Name><IsTruncated>false</IsTruncated>%s</ListBucketResult>"
            .formatted(contents)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/xml");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String tag(Path file) {
    return "\"%d\"".formatted(file.toFile().length());
  }

  private void give(HttpExchange exchange, Path file) throws IOException {
    long size = Files.size(file);
    var range = exchange.getRequestHeaders().getFirst("range");
    var asked = RANGE.matcher(range == null ? "" : range);
    long from = asked.matches() ? Long.parseLong(asked.group(1)) : 0;
    begun.add(from);
    exchange.getResponseHeaders().add("etag", tag(file));
    if (range != null) {
      exchange
          .getResponseHeaders()
          .add("content-range", "bytes %d-%d/%d".formatted(from, size - 1, size));
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, size - from);
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long part = Math.max(from, size * percent / 100);
      copy(in, from, part, exchange.getResponseBody());
      exchange.getResponseBody().flush();
      rest.await();
      copy(in, part, size, exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(RandomAccessFile in, long from, long to, OutputStream out)
      throws IOException {
    in.seek(from);
    var chunk = new byte[1 << 16];
    for (long left = to - from; left > 0; ) {
      var read = in.read(chunk, 0, (int) Math.min(left, chunk.length));
      if (read < 0) {
        throw new IOException("the file has become shorter");
      }
      out.write(chunk, 0, read);
      left -= read;
    }
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
  }
}
