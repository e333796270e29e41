package dev.steward.sinks.to;

import dev.steward.sinks.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Posts bodies to one address. It follows no redirect: records go where they were meant to go. */
final class Post implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(30);
  private static final Duration LATEST = Duration.ofHours(1);

  /** Of an answer, more isn't read. */
  private static final int MOST_ANSWER = 64 << 10;

  private final URI address;
  private final Duration whole;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  Post(URI address) {
    this(address, WHOLE);
  }

  /**
   * Posts to an address.
   *
   * @param whole how long all of an exchange may take
   */
  Post(URI address, Duration whole) {
    this.address = address;
    this.whole = whole;
  }

  /**
   * Posts a body.
   *
   * @param rejected how many records the answer to a taken body says that it rejects
   */
  Delivery send(byte[] body, Map<String, String> headers, Function<byte[], Long> rejected)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(whole)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    var end = System.nanoTime() + whole.toNanos();
    try {
      var answer = client.send(request.build(), BodyHandlers.ofInputStream());
      try (var read = answer.body()) {
        return answer.statusCode() / 100 == 2
            ? new Delivery.Taken(rejected.apply(read(read, end - System.nanoTime())))
            : new Delivery.NotTaken(
                "%s answers %d".formatted(address.getHost(), answer.statusCode()),
                answer.headers().firstValue("retry-after").flatMap(Post::seconds));
      }
    } catch (IOException e) {
      return new Delivery.NotTaken(
          "%s can't be reached: %s".formatted(address.getHost(), reason(e)), Optional.empty());
    }
  }

  /** The client's own limit is for the head of an answer: one whose body never ends has none. */
  private static byte[] read(InputStream body, long nanos) throws IOException {
    var late = new AtomicBoolean();
    var watch =
        Thread.startVirtualThread(() -> {
          try {
            Thread.sleep(Duration.ofNanos(nanos));
            late.set(true);
            body.close();
          } catch (InterruptedException | IOException e) {
            // It has been read, or its reader meets the same.
          }
        });
    try {
      return body.readNBytes(MOST_ANSWER);
    } catch (IOException e) {
      throw late.get() ? new HttpTimeoutException("its answer doesn't end") : e;
    } finally {
      watch.interrupt();
    }
  }

  /** The client leaves some of its exceptions without words. */
  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Its form of seconds; a date isn't worth a parser, and the own back-off does as well. */
  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Math.min(LATEST.toSeconds(), Long.parseLong(text))))
        : Optional.empty();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
