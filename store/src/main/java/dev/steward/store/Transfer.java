package dev.steward.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** One attempt after another to bring the rest of a file; each goes on where the last one ended. */
final class Transfer {

  private static final int MAX_REDIRECTS = 5;
  private static final int CHUNK = 1 << 16;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private final HttpClient http;
  private final DownloadLimits limits;
  private final InstantSource clock;
  private final Instant deadline;

  Transfer(HttpClient http, DownloadLimits limits, InstantSource clock, Instant deadline) {
    this.http = http;
    this.limits = limits;
    this.clock = clock;
    this.deadline = deadline;
  }

  /** How an attempt ended. */
  sealed interface Attempt {
    /** The file is complete. */
    record Whole() implements Attempt {}

    /** The file is larger than taken; {@code size} says how large. */
    record TooLarge(String size) implements Attempt {}

    /** Another attempt may help, not before {@code after}, where the server asked for a pause. */
    record Passing(String problem, Optional<Duration> after) implements Attempt {}

    /** No other attempt will help. */
    record Hopeless(String problem) implements Attempt {}
  }

  /**
   * Brings what {@code part} lacks of the file at {@code uri}.
   *
   * @throws CacheException when the bytes can't be kept
   */
  Attempt attempt(URI uri, PartFile part) throws IOException, InterruptedException {
    try {
      return follow(uri, part);
    } catch (CacheException e) {
      throw e;
    } catch (SSLHandshakeException e) {
      return new Attempt.Hopeless("no trusted connection: " + Fault.told(e));
    } catch (IOException e) {
      return new Attempt.Passing(Fault.told(e), Optional.empty());
    }
  }

  private Attempt follow(URI uri, PartFile part) throws IOException, InterruptedException {
    var at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      var response = http.send(request(at, part), HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        if (!REDIRECTS.contains(response.statusCode())) {
          return answered(response, body, part);
        }
      }
      var location = response.headers().firstValue("location");
      if (location.isEmpty()) {
        return new Attempt.Hopeless("the server redirects to nowhere");
      }
      try {
        at = at.resolve(location.get());
      } catch (IllegalArgumentException e) {
        return new Attempt.Hopeless("the server redirects to an address that is none");
      }
      if (!"https".equals(at.getScheme()) || at.getHost() == null) {
        return new Attempt.Hopeless("the server redirects to " + at.getScheme() + ", not to https");
      }
    }
    return new Attempt.Hopeless("the server redirects more than " + MAX_REDIRECTS + " times");
  }

  private HttpRequest request(URI uri, PartFile part) throws IOException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(limits.stall())
            .header("accept-encoding", "identity")
            .header("user-agent", "steward");
    var tag = part.tag();
    if (part.size() > 0 && tag.isPresent()) {
      request.header("range", "bytes=" + part.size() + "-").header("if-range", tag.get());
    }
    return request.build();
  }

  private Attempt answered(HttpResponse<InputStream> response, InputStream body, PartFile part)
      throws IOException {
    int status = response.statusCode();
    if (status == 206 && start(response) == part.size()) {
      return rest(response, body, part);
    }
    if (status == 200) {
      part.restart(strongTag(response));
      return rest(response, body, part);
    }
    if (status == 206 || status == 416) {
      // What we have isn't the beginning of what the server has.
      part.restart(Optional.empty());
      return new Attempt.Passing("the file changed while it was downloaded", Optional.empty());
    }
    var problem = "the server answers " + status;
    return PASSING.contains(status)
        ? new Attempt.Passing(problem, retryAfter(response))
        : new Attempt.Hopeless(problem);
  }

  private static long start(HttpResponse<?> response) {
    var range = CONTENT_RANGE.matcher(response.headers().firstValue("content-range").orElse(""));
    return range.matches() ? Long.parseLong(range.group(1)) : -1;
  }

  /** A weak tag doesn't promise equal bytes. */
  private static Optional<String> strongTag(HttpResponse<?> response) {
    return response.headers().firstValue("etag").filter(tag -> tag.startsWith("\""));
  }

  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("retry-after")
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(asked -> asked.compareTo(limits.longestPause()) < 0 ? asked : limits.longestPause());
  }

  private Attempt rest(HttpResponse<?> response, InputStream body, PartFile part)
      throws IOException {
    long told = response.headers().firstValueAsLong("content-length").orElse(0);
    if (part.size() + told > limits.bytes()) {
      return new Attempt.TooLarge(part.size() + told + " bytes");
    }
    try (var watch = new StallWatch(body, limits.stall())) {
      return copy(body, part, watch);
    }
  }

  private Attempt copy(InputStream body, PartFile part, StallWatch watch) throws IOException {
    var chunk = new byte[CHUNK];
    try {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        watch.progressed();
        if (part.size() + read > limits.bytes()) {
          return new Attempt.TooLarge("more than " + limits.bytes() + " bytes");
        }
        part.append(chunk, read);
        if (clock.instant().isAfter(deadline)) {
          return new Attempt.Hopeless(
              "it takes longer than " + limits.whole().toMinutes() + " minutes");
        }
      }
      return new Attempt.Whole();
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      return watch.stalled()
          ? new Attempt.Passing(
              "the server sent nothing for " + limits.stall().toSeconds() + " s", Optional.empty())
          : new Attempt.Passing("the connection broke: " + Fault.told(e), Optional.empty());
    }
  }
}
