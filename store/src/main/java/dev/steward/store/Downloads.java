package dev.steward.store;

import static dev.steward.store.Fields.URI;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Downloads files over HTTPS into a cache.
 *
 * <p>A file whose digest is known lies at {@code sha256/HEX} and is downloaded once. A file without
 * one lies at {@code url/SHA-256-OF-THE-ADDRESS} and is downloaded at every start, since nobody
 * says that it is still the same. Bytes arrive in {@code KEY.part}, which a later attempt, of this
 * process or the next, goes on with; only a whole and verified file gets its name.
 */
public final class Downloads {

  /** Downloads of one process come one after the other: a file lock is the whole process's. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private final DownloadLimits limits;
  private final InstantSource clock;
  private final Supplier<HttpClient> client;

  /**
   * Downloads with the trust of {@code tls}.
   *
   * @param tls asked for at the first download
   */
  public Downloads(DownloadLimits limits, Supplier<SSLContext> tls, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.client =
        () ->
            HttpClient.newBuilder()
                .sslContext(tls.get())
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
  }

  /**
   * The file at {@code uri}, whole, and of {@code digest} where one is given.
   *
   * @throws LoadException when it can't be had, is too large, or has other bytes
   */
  Path download(URI uri, Optional<Digest> digest, Path cache)
      throws LoadException, InterruptedException {
    var target = target(uri, digest, cache);
    TURN.lockInterruptibly();
    try (var lock = lock(target)) {
      // Under its digest's name lies only what was verified.
      return lock.isOpen() && digest.isPresent() && Files.isRegularFile(target)
          ? target
          : bring(uri, digest, target);
    } catch (IOException e) {
      throw unkept(uri, e);
    } finally {
      TURN.unlock();
    }
  }

  private static Path target(URI uri, Optional<Digest> digest, Path cache) {
    return digest
        .map(known -> cache.resolve("sha256").resolve(known.hex()))
        .orElseGet(() -> {
          var hash = Digests.sha256().digest(uri.toString().getBytes(StandardCharsets.UTF_8));
          return cache.resolve("url").resolve(HexFormat.of().formatHex(hash));
        });
  }

  /** Processes with one cache take turns as well: the second finds what the first brought. */
  private static FileChannel lock(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    var channel =
        FileChannel.open(
            target.resolveSibling(target.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  private Path bring(URI uri, Optional<Digest> digest, Path target)
      throws LoadException, IOException, InterruptedException {
    try (var part = new PartFile(target)) {
      var deadline = clock.instant().plus(limits.whole());
      try (var http = client.get()) {
        retried(uri, new Transfer(http, limits, clock, deadline), part, deadline);
      }
      var found = part.finish();
      if (digest.isPresent() && !found.equals(digest.get())) {
        part.delete();
        throw ModelStore.mismatch(uri.toString(), digest.get(), found);
      }
      Files.move(part.path(), target, StandardCopyOption.ATOMIC_MOVE);
      part.delete();
      return target;
    }
  }

  /**
   * Tries again after passing faults; attempts that brought bytes don't count against the limit.
   */
  private void retried(URI uri, Transfer transfer, PartFile part, Instant deadline)
      throws LoadException, IOException, InterruptedException {
    int fruitless = 0;
    while (true) {
      long before = part.size();
      switch (transfer.attempt(uri, part)) {
        case Transfer.Attempt.Whole() -> {
          return;
        }
        case Transfer.Attempt.Hopeless(var problem) -> throw failed(uri, problem);
        case Transfer.Attempt.TooLarge(var size) -> {
          part.delete();
          throw tooLarge(uri, size);
        }
        case Transfer.Attempt.Passing(var problem, var after) -> {
          fruitless = part.size() > before ? 0 : fruitless + 1;
          if (fruitless == limits.attempts()) {
            throw failed(uri, problem + ", " + fruitless + " times in a row");
          }
          var pause = after.orElse(Duration.ZERO).plus(backOff(fruitless));
          if (clock.instant().plus(pause).isAfter(deadline)) {
            throw failed(
                uri, problem + ", and " + limits.whole().toMinutes() + " minutes are over");
          }
          Thread.sleep(pause);
        }
      }
    }
  }

  /** Doubles from the first pause on; the random half keeps a crowd of pods from coming at once. */
  private Duration backOff(int fruitless) {
    long most =
        Math.min(
            limits.longestPause().toMillis(),
            limits.firstPause().toMillis() << Math.min(fruitless, 16));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  private static LoadException failed(URI uri, String problem) {
    return new LoadException(
        ErrorCode.DOWNLOAD_FAILED,
        URI,
        uri + " can't be downloaded: " + problem,
        "correct the address, or make it reachable from the pod");
  }

  private LoadException tooLarge(URI uri, String size) {
    return new LoadException(
        ErrorCode.DISK_FULL,
        URI,
        "%s has %s, at most %d are taken".formatted(uri, size, limits.bytes()),
        "use a smaller model, or put it on a volume: pvc://CLAIM/PATH");
  }

  private static LoadException unkept(URI uri, IOException e) {
    return new LoadException(
        ErrorCode.DISK_FULL,
        URI,
        "%s can't be kept: %s".formatted(uri, Fault.told(e)),
        "give the cache more room, or put the model on a volume: pvc://CLAIM/PATH");
  }
}
