package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** One attempt after another to bring the rest of a file; each goes on where the last one ended. */
final class Transfer {

  private static final int CHUNK = 1 << 16;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /** In place of a server's tag, where the address itself says which bytes there are. */
  private static final String IMMUTABLE = "immutable";

  private final Web web;
  private final DownloadLimits limits;
  private final InstantSource clock;
  private final Instant deadline;
  private final Progress progress;

  Transfer(
      Web web, DownloadLimits limits, InstantSource clock, Instant deadline, Progress progress) {
    this.web = web;
    this.limits = limits;
    this.clock = clock;
    this.deadline = deadline;
    this.progress = progress;
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

    /** It is no server that is trusted. */
    record Untrusted(String problem) implements Attempt {}

    /** Who asks may not have it. */
    record Denied(int status) implements Attempt {}
  }

  /**
   * Brings what {@code part} lacks of a file.
   *
   * @throws CacheException when the bytes can't be kept
   * @throws LoadException when the caller can't be identified
   */
  Attempt attempt(Wanted wanted, PartFile part)
      throws LoadException, IOException, InterruptedException {
    if (wanted.size().isPresent() && part.size() >= wanted.size().getAsLong()) {
      if (part.size() == wanted.size().getAsLong() && isKnown(wanted, part)) {
        return new Attempt.Whole();
      }
      restart(part, Optional.empty());
    }
    try {
      var response = web.get(wanted.uri(), wanted.caller(), headers(part));
      try (var body = response.body()) {
        return answered(response, body, wanted, part);
      }
    } catch (CacheException e) {
      throw e;
    } catch (RefusedException e) {
      return new Attempt.Hopeless(e.problem());
    } catch (SSLHandshakeException e) {
      return new Attempt.Untrusted(Fault.told(e));
    } catch (IOException e) {
      return new Attempt.Passing(Fault.told(e), Optional.empty());
    }
  }

  private void restart(PartFile part, Optional<String> tag) throws IOException {
    progress.lost(part.size());
    part.restart(tag);
  }

  /** Whether what is there can be no older version: it has no bytes, or its address names them. */
  private static boolean isKnown(Wanted wanted, PartFile part) throws IOException {
    return part.size() == 0 || wanted.permanence() == Wanted.Permanence.IMMUTABLE;
  }

  private static Map<String, String> headers(PartFile part) throws IOException {
    var headers = new HashMap<String, String>();
    var tag = part.tag();
    if (part.size() > 0 && tag.isPresent()) {
      headers.put("range", "bytes=" + part.size() + "-");
      tag.filter(text -> !text.equals(IMMUTABLE)).ifPresent(text -> headers.put("if-range", text));
    }
    return headers;
  }

  private Attempt answered(
      HttpResponse<InputStream> response, InputStream body, Wanted wanted, PartFile part)
      throws IOException {
    int status = response.statusCode();
    var changed =
        wanted.tag().isPresent()
            && response
                .headers()
                .firstValue("etag")
                .filter(tag -> !tag.equals(wanted.tag().get()))
                .isPresent();
    if ((status == 200 || status == 206) && changed) {
      return new Attempt.Hopeless("it was replaced while the model was downloaded");
    }
    if (status == 206 && start(response) == part.size()) {
      return rest(response, body, wanted, part);
    }
    if (status == 200) {
      restart(part, tag(response, wanted));
      return rest(response, body, wanted, part);
    }
    if (status == 206 || status == 416) {
      // What we have isn't the beginning of what the server has.
      restart(part, Optional.empty());
      return new Attempt.Passing("the file changed while it was downloaded", Optional.empty());
    }
    if (Web.passes(status)) {
      return new Attempt.Passing("the server answers " + status, retryAfter(response));
    }
    return status == 401 || status == 403
        ? new Attempt.Denied(status)
        : new Attempt.Hopeless("the server answers " + status);
  }

  private static long start(HttpResponse<?> response) {
    var range = CONTENT_RANGE.matcher(response.headers().firstValue("content-range").orElse(""));
    return range.matches() ? Long.parseLong(range.group(1)) : -1;
  }

  /** A weak tag doesn't promise equal bytes. */
  private static Optional<String> tag(HttpResponse<?> response, Wanted wanted) {
    return switch (wanted.permanence()) {
      case IMMUTABLE -> Optional.of(IMMUTABLE);
      case CHANGING -> response.headers().firstValue("etag").filter(tag -> tag.startsWith("\""));
    };
  }

  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("retry-after")
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(asked -> asked.compareTo(limits.longestPause()) < 0 ? asked : limits.longestPause());
  }

  private Attempt rest(HttpResponse<?> response, InputStream body, Wanted wanted, PartFile part)
      throws IOException {
    long told = response.headers().firstValueAsLong("content-length").orElse(0);
    if (part.size() + told > limits.bytes()) {
      return new Attempt.TooLarge(part.size() + told + " bytes");
    }
    if (wanted.size().isPresent() && told > 0 && part.size() + told != wanted.size().getAsLong()) {
      return new Attempt.Hopeless(
          "the server has %d bytes of it, not %d"
              .formatted(part.size() + told, wanted.size().getAsLong()));
    }
    if (told > 0 && wanted.size().isEmpty()) {
      progress.expectsOne(part.size() + told);
    }
    try (var watch = new StallWatch(body, limits.stall())) {
      return copy(body, wanted, part, watch);
    }
  }

  private Attempt copy(InputStream body, Wanted wanted, PartFile part, StallWatch watch)
      throws IOException {
    var chunk = new byte[CHUNK];
    long most = Math.min(wanted.size().orElse(Long.MAX_VALUE), limits.bytes());
    try {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        watch.progressed();
        if (part.size() + read > most) {
          return most == limits.bytes()
              ? new Attempt.TooLarge("more than " + most + " bytes")
              : new Attempt.Hopeless(
                  "the server sends more than the %d bytes it has".formatted(most));
        }
        part.append(chunk, read);
        progress.came(read);
        if (clock.instant().isAfter(deadline)) {
          return new Attempt.Hopeless(
              "it takes longer than " + limits.whole().toMinutes() + " minutes");
        }
      }
      return wanted.size().isPresent() && part.size() < wanted.size().getAsLong()
          ? new Attempt.Hopeless(
              "the server ends it after %d of %d bytes"
                  .formatted(part.size(), wanted.size().getAsLong()))
          : new Attempt.Whole();
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
