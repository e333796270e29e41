package dev.steward.store;

import dev.steward.core.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A file that is still arriving: its bytes so far, their running digest, and the tag of the version
 * they belong to, by which a server tells whether it still has that version.
 */
final class PartFile implements AutoCloseable {

  private static final int MAX_TAG = 1024;

  private final Path path;
  private final Path tagPath;
  private final FileChannel channel;
  private MessageDigest digest = Digests.sha256();

  /** Goes on with what an earlier attempt left beside {@code target}. */
  PartFile(Path target) throws IOException {
    path = target.resolveSibling(target.getFileName() + ".part");
    tagPath = target.resolveSibling(target.getFileName() + ".tag");
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tag().isEmpty()) {
        restart();
      } else {
        Digests.add(digest, path, channel.size());
        channel.position(channel.size());
      }
    } catch (IOException e) {
      throw new CacheException(path, e);
    }
  }

  Path path() {
    return path;
  }

  /** Bytes so far. */
  long size() throws IOException {
    return channel.position();
  }

  /** The version the bytes belong to; empty where the server named none. */
  Optional<String> tag() throws IOException {
    return Files.isRegularFile(tagPath) && Files.size(tagPath) <= MAX_TAG
        ? Optional.of(Files.readString(tagPath))
        : Optional.empty();
  }

  /** Begins anew with bytes of the version {@code tag}. */
  void restart(Optional<String> tag) throws IOException {
    try {
      restart();
      if (tag.isPresent() && tag.get().length() <= MAX_TAG) {
        Files.writeString(tagPath, tag.get());
      }
    } catch (IOException e) {
      throw new CacheException(path, e);
    }
  }

  private void restart() throws IOException {
    Files.deleteIfExists(tagPath);
    channel.truncate(0);
    digest = Digests.sha256();
  }

  /** Adds the next bytes. */
  void append(byte[] bytes, int length) throws IOException {
    try {
      var next = ByteBuffer.wrap(bytes, 0, length);
      while (next.hasRemaining()) {
        channel.write(next);
      }
    } catch (IOException e) {
      throw new CacheException(path, e);
    }
    digest.update(bytes, 0, length);
  }

  /** The digest of the whole file; nothing is added afterwards. */
  Digest finish() throws IOException {
    channel.force(true);
    return Digests.finish(digest);
  }

  /** Leaves nothing behind. */
  void delete() throws IOException {
    Files.deleteIfExists(tagPath);
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
