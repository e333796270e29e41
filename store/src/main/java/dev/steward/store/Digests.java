package dev.steward.store;

import dev.steward.core.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Digests of models.
 *
 * <p>A folder's digest is that of its canonical list, one line a file sorted by the bytes of its
 * path. The same by hand, in the folder, for paths without line breaks:
 *
 * <pre>{@code
 * find -L . -type f -printf '%P\n' | LC_ALL=C sort |
 *   while IFS= read -r f; do
 *     printf '%s  %s  %s\n' "$(sha256sum < "$f" | cut -d' ' -f1)" "$(stat -L -c %s "$f")" "$f"
 *   done | sha256sum
 * }</pre>
 */
public final class Digests {

  /** A folder of more files is no model. */
  public static final int MAX_FILES = 10_000;

  private static final int MAX_DEPTH = 32;
  private static final int CHUNK = 1 << 20;

  private Digests() {}

  /**
   * The digest of a file, or of a folder's canonical list. Links count as what they lead to; {@code
   * lost+found} at the top of a volume doesn't count.
   *
   * @throws IOException when something can't be read, or the folder is larger than {@value
   *     #MAX_FILES} files
   */
  public static Digest of(Path path) throws IOException {
    return Files.isDirectory(path) ? ofFolder(path) : ofFile(path);
  }

  private static Digest ofFolder(Path folder) throws IOException {
    var list = sha256();
    for (var file : files(folder).entrySet()) {
      var line =
          "%s  %d  %s\n"
              .formatted(ofFile(file.getValue()).hex(), Files.size(file.getValue()), file.getKey());
      list.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return finish(list);
  }

  /** The files by their path in the folder, in the order of the paths' UTF-8 bytes. */
  static Map<String, Path> files(Path folder) throws IOException {
    var files = new TreeMap<String, Path>(Digests::compareBytes);
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes) {
            return sub.equals(folder.resolve("lost+found"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isRegularFile()) {
              throw new IOException(
                  folder.relativize(file) + " is no file, or lies deeper than " + MAX_DEPTH);
            }
            if (files.size() == MAX_FILES) {
              throw new IOException("the folder has more than " + MAX_FILES + " files");
            }
            files.put(folder.relativize(file).toString(), file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // The volume's own folder belongs to root.
            if (file.equals(folder.resolve("lost+found"))) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return files;
  }

  private static int compareBytes(String a, String b) {
    return java.util.Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of a file's bytes. */
  static Digest ofFile(Path file) throws IOException {
    var digest = sha256();
    add(digest, file, Long.MAX_VALUE);
    return finish(digest);
  }

  /** Adds the first {@code bytes} bytes of a file, or all where it has fewer. */
  static void add(MessageDigest digest, Path file, long bytes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var chunk = ByteBuffer.allocateDirect(CHUNK);
      long left = bytes;
      while (left > 0) {
        chunk.clear().limit((int) Math.min(CHUNK, left));
        int read = channel.read(chunk);
        if (read < 0) {
          return;
        }
        left -= read;
        digest.update(chunk.flip());
      }
    }
  }

  /** An empty SHA-256. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The digest of what was added. */
  static Digest finish(MessageDigest digest) {
    return new Digest(HexFormat.of().formatHex(digest.digest()));
  }
}
