package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
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

  private final DownloadLimits limits;
  private final InstantSource clock;
  private final Supplier<HttpClient> client;
  private final Arriving arriving;

  /**
   * Downloads with the trust of {@code tls}.
   *
   * @param tls asked for at the first download
   * @param arriving is told how far downloads are
   */
  public Downloads(
      DownloadLimits limits, Supplier<SSLContext> tls, InstantSource clock, Arriving arriving) {
    this.limits = limits;
    this.clock = clock;
    this.arriving = arriving;
    this.client =
        () ->
            HttpClient.newBuilder()
                .sslContext(tls.get())
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
  }

  /** The same with another trust. */
  Downloads trusting(SSLContext tls) {
    return new Downloads(limits, () -> tls, clock, arriving);
  }

  DownloadLimits limits() {
    return limits;
  }

  /**
   * Begins to download what belongs together.
   *
   * @param name what it is, for messages
   */
  Bringing begin(String name) {
    return new Bringing(
        new Web(client.get(), limits),
        limits,
        clock,
        clock.instant().plus(limits.whole()),
        new Progress(name, clock, arriving));
  }

  /**
   * The file, whole, and of its digest where one is given.
   *
   * @throws LoadException when it can't be had, is too large, or has other bytes
   */
  Path download(Wanted wanted, Path cache) throws LoadException, InterruptedException {
    var target = target(wanted, cache);
    try (var _ = FileLocks.exclusive(target.resolveSibling(target.getFileName() + ".lock"))) {
      // Under its digest's name lies only what was verified.
      if (wanted.digest().isPresent() && Files.isRegularFile(target)) {
        return target;
      }
      try (var bringing = begin(wanted.name())) {
        bringing.bring(wanted, target);
        bringing.progress().ended();
      }
      return target;
    } catch (IOException e) {
      throw Failed.unkept(wanted.name(), e);
    }
  }

  /** The same for a file of the web that anybody may read. */
  Path download(URI uri, Optional<Digest> digest, Path cache)
      throws LoadException, InterruptedException {
    return download(Wanted.of(uri, digest, Caller.ANYBODY), cache);
  }

  private static Path target(Wanted wanted, Path cache) {
    return wanted
        .digest()
        .map(known -> cache.resolve("sha256").resolve(known.hex()))
        .orElseGet(() -> {
          var hash =
              Digests.sha256().digest(wanted.uri().toString().getBytes(StandardCharsets.UTF_8));
          return cache.resolve("url").resolve(HexFormat.of().formatHex(hash));
        });
  }
}
