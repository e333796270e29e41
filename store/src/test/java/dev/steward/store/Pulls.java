package dev.steward.store;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.check.Checked;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A store whose bounds suit tests. */
record Pulls(Places places, Supplier<SSLContext> trust) {

  static final DownloadLimits LIMITS =
      new DownloadLimits(
          4_000_000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          3,
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  Path open(String uri) throws LoadException, InterruptedException {
    return open(uri, Optional.empty());
  }

  Path open(String uri, Optional<Digest> digest) throws LoadException, InterruptedException {
    return new ModelStore(
            places, new Downloads(LIMITS, trust, InstantSource.system(), new Arriving(told -> {})))
        .open(address(uri), digest);
  }

  LoadFailure failure(String uri) {
    return catchThrowableOfType(LoadException.class, () -> open(uri)).failure();
  }

  static ModelUri address(String uri) {
    return switch (ModelUri.parse("uri", uri)) {
      case Checked.Valid<ModelUri>(var address) -> address;
      case Checked.Invalid<ModelUri>(var violation) ->
          throw new IllegalArgumentException(violation.message());
    };
  }

  static Digest digest(byte[] bytes) {
    var sha = Digests.sha256();
    sha.update(bytes);
    return Digests.finish(sha);
  }

  /** A docker config for one registry. */
  static String dockerConfig(String registry, String name, String password) {
    var pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}"
        .formatted(registry, Base64.getEncoder().encodeToString(pair));
  }

  static void secret(Path folder, String key, String value) throws IOException {
    Files.writeString(Files.createDirectories(folder).resolve(key), value);
  }

  /** Puts entries into an archive. */
  interface Entries {
    void into(TarArchiveOutputStream tar) throws IOException;
  }

  static byte[] tar(Entries entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      entries.into(tar);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }

  static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
    var entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
    file(tar, name, content.getBytes(StandardCharsets.UTF_8));
  }

  static void special(TarArchiveOutputStream tar, String name, byte kind, String target)
      throws IOException {
    var entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }
}
