package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;

/** What is downloaded for one model: one deadline, and connections that its files share. */
final class Bringing implements AutoCloseable {

  private final Web web;
  private final DownloadLimits limits;
  private final InstantSource clock;
  private final Instant deadline;
  private final Progress progress;

  Bringing(
      Web web, DownloadLimits limits, InstantSource clock, Instant deadline, Progress progress) {
    this.web = web;
    this.limits = limits;
    this.clock = clock;
    this.deadline = deadline;
    this.progress = progress;
  }

  /** A small document, whatever its status but one that passes. */
  static final class Document {

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    private Document(int status, HttpHeaders headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    int status() {
      return status;
    }

    HttpHeaders headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  Web web() {
    return web;
  }

  DownloadLimits limits() {
    return limits;
  }

  Progress progress() {
    return progress;
  }

  /** Whether the time for all of it is over. */
  boolean isOver() {
    return clock.instant().isAfter(deadline);
  }

  /**
   * Brings a file to {@code target}, for which the caller has a lock.
   *
   * @throws LoadException when it can't be had, is too large, or has other bytes
   * @throws IOException when it can't be kept
   */
  void bring(Wanted wanted, Path target) throws LoadException, IOException, InterruptedException {
    try (var part = new PartFile(target)) {
      progress.had(part.size());
      retried(wanted, part);
      var found = part.finish();
      if (wanted.digest().isPresent() && !found.equals(wanted.digest().get())) {
        part.delete();
        throw wanted.permanence() == Wanted.Permanence.IMMUTABLE
            ? Failed.forged(wanted.name(), wanted.digest().get().text(), found.text())
            : Failed.mismatch(wanted.name(), wanted.digest().get(), found);
      }
      Files.move(part.path(), target, StandardCopyOption.ATOMIC_MOVE);
      part.delete();
    }
  }

  /**
   * Tries again after passing faults; attempts that brought bytes don't count against the limit.
   */
  private void retried(Wanted wanted, PartFile part)
      throws LoadException, IOException, InterruptedException {
    var transfer = new Transfer(web, limits, clock, deadline, progress);
    int fruitless = 0;
    while (true) {
      long before = part.size();
      switch (transfer.attempt(wanted, part)) {
        case Transfer.Attempt.Whole() -> {
          return;
        }
        case Transfer.Attempt.Hopeless(var problem) ->
            throw Failed.download(wanted.name(), problem);
        case Transfer.Attempt.Untrusted(var problem) ->
            throw Failed.untrusted(wanted.name(), problem);
        case Transfer.Attempt.Denied(var status) -> throw Failed.denied(wanted.name(), status);
        case Transfer.Attempt.TooLarge(var size) -> {
          part.delete();
          throw Failed.tooLarge(wanted.name(), size, limits.bytes());
        }
        case Transfer.Attempt.Passing(var problem, var after) -> {
          fruitless = part.size() > before ? 0 : fruitless + 1;
          pause(wanted.name(), problem, fruitless, after.orElse(Duration.ZERO));
        }
      }
    }
  }

  private void pause(String name, String problem, int fruitless, Duration after)
      throws LoadException, InterruptedException {
    progress.troubled(problem);
    if (fruitless == limits.attempts()) {
      throw Failed.download(name, problem + ", " + fruitless + " times in a row");
    }
    var pause = after.plus(backOff(fruitless));
    if (clock.instant().plus(pause).isAfter(deadline)) {
      throw Failed.download(
          name, problem + ", and " + limits.whole().toMinutes() + " minutes are over");
    }
    Thread.sleep(pause);
  }

  /** Doubles from the first pause on; the random half keeps a crowd of pods from coming at once. */
  private Duration backOff(int fruitless) {
    long most =
        Math.min(
            limits.longestPause().toMillis(),
            limits.firstPause().toMillis() << Math.min(fruitless, 16));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /**
   * Reads a document, and tries again after passing faults.
   *
   * @param name what messages call it
   * @param most bytes that are taken
   */
  Document document(String name, URI uri, Caller caller, Map<String, String> headers, int most)
      throws LoadException, InterruptedException {
    int fruitless = 0;
    while (true) {
      var problem = "";
      try {
        var response = web.get(uri, caller, headers);
        try (var body = response.body();
            var watch = new StallWatch(body, limits.stall())) {
          if (!Web.passes(response.statusCode())) {
            return new Document(
                response.statusCode(), response.headers(), bounded(name, body, most, watch));
          }
          problem = "the server answers " + response.statusCode();
        }
      } catch (RefusedException e) {
        throw Failed.download(name, e.problem());
      } catch (SSLHandshakeException e) {
        throw Failed.untrusted(name, Fault.told(e));
      } catch (IOException e) {
        problem = Fault.told(e);
      }
      fruitless++;
      pause(name, problem, fruitless, Duration.ZERO);
    }
  }

  private byte[] bounded(String name, InputStream body, int most, StallWatch watch)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[1 << 13];
    for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
      watch.progressed();
      bytes.write(chunk, 0, read);
      if (bytes.size() > most) {
        throw new RefusedException("%s has more than %d bytes".formatted(name, most));
      }
      if (isOver()) {
        throw new RefusedException(
            "it takes longer than " + limits.whole().toMinutes() + " minutes");
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    web.close();
  }
}
