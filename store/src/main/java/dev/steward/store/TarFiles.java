package dev.steward.store;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Unpacks the files and folders of tar archives into a folder that holds nothing but what was
 * unpacked here. What isn't a file or a folder (links, devices), leads out of the folder, or goes
 * beyond the bounds ends it; so there is never a link that a later entry could go through.
 */
final class TarFiles {

  /** Entries of all archives of a model, those that are passed over included. */
  static final int MAX_ENTRIES = 200_000;

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NAME = 4096;
  private static final int CHUNK = 1 << 16;
  private static final Set<Byte> FILES = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** How an archive's bytes are packed. */
  enum Packing {
    PLAIN,
    GZIP
  }

  /** Which entries count. */
  enum Layout {
    /** All of them. */
    ARTIFACT,
    /** A layer of an image: those below {@code models/}, and what it deletes of earlier ones. */
    IMAGE
  }

  /** Says whether it takes too long. */
  interface Patience {
    boolean isOver();
  }

  private final Path folder;
  private final long mostBytes;
  private final Patience patience;
  private long bytes;
  private int entries;
  private int files;

  /**
   * @param folder exists, and is empty
   * @param mostBytes that are read of all archives together
   */
  TarFiles(Path folder, long mostBytes, Patience patience) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.patience = patience;
  }

  /**
   * Unpacks one archive over what is there.
   *
   * @throws RefusedException when it holds what may not be unpacked
   * @throws CacheException when its files can't be kept
   * @throws IOException when it can't be read
   */
  void unpack(Path archive, Packing packing, Layout layout) throws IOException {
    try (var raw = new BufferedInputStream(Files.newInputStream(archive), CHUNK);
        var plain = packing == Packing.GZIP ? new GZIPInputStream(raw, CHUNK) : raw;
        var tar = new TarArchiveInputStream(new Counted(plain), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++entries > MAX_ENTRIES) {
          throw new RefusedException("it has more than " + MAX_ENTRIES + " entries");
        }
        unpack(entry, tar, layout);
      }
    }
  }

  private void unpack(TarArchiveEntry entry, TarArchiveInputStream tar, Layout layout)
      throws IOException {
    var name = plainName(entry.getName());
    var counted = layout == Layout.IMAGE ? below(name, "models") : Optional.of(name);
    if (counted.isEmpty() || counted.get().isEmpty()) {
      return;
    }
    var path = folder.resolve(String.join("/", counted.get()));
    var last = counted.get().getLast();
    if (layout == Layout.IMAGE && last.startsWith(WHITEOUT)) {
      delete(last.equals(OPAQUE) ? path.resolveSibling("") : path.resolveSibling(hidden(last)));
      return;
    }
    if (entry.isDirectory()) {
      kept(path, () -> Files.createDirectories(path));
    } else if (isFile(entry)) {
      if (++files > Digests.MAX_FILES) {
        throw new RefusedException("it has more than " + Digests.MAX_FILES + " files");
      }
      write(path, tar);
    } else {
      throw new RefusedException(
          "its entry \"%s\" is a link, a device or a file with holes".formatted(shown(entry)));
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return FILES.contains(entry.getLinkFlag()) && !entry.isSparse();
  }

  private static String hidden(String whiteout) throws RefusedException {
    var name = whiteout.substring(WHITEOUT.length());
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new RefusedException("it deletes what isn't its own");
    }
    return name;
  }

  private void write(Path path, InputStream in) throws IOException {
    kept(path, () -> Files.createDirectories(path.resolveSibling("")));
    delete(path);
    try (var out = keptStream(path)) {
      var chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        int length = read;
        kept(
            path,
            () -> {
              out.write(chunk, 0, length);
              return out;
            });
      }
    }
  }

  private static OutputStream keptStream(Path path) throws IOException {
    return kept(path, () -> Files.newOutputStream(path));
  }

  /** Something that is written. */
  private interface Writing<T> {
    T write() throws IOException;
  }

  private static <T> T kept(Path path, Writing<T> writing) throws IOException {
    try {
      return writing.write();
    } catch (IOException e) {
      throw new CacheException(path, e);
    }
  }

  /** The segments of a name that leads nowhere else. */
  private static List<String> plainName(String name) throws RefusedException {
    var parts =
        Arrays.stream(name.split("/", -1))
            .filter(part -> !part.isEmpty() && !part.equals("."))
            .toList();
    if (name.length() > MAX_NAME
        || name.startsWith("/")
        || name.indexOf('\0') >= 0
        || parts.contains("..")
        || parts.size() > MAX_DEPTH) {
      throw new RefusedException(
          "its entry \"%s\" has a name that leads out of its folder, or is too long"
              .formatted(shortened(name)));
    }
    return parts;
  }

  private static Optional<List<String>> below(List<String> name, String top) {
    return !name.isEmpty() && name.getFirst().equals(top)
        ? Optional.of(name.subList(1, name.size()))
        : Optional.empty();
  }

  private static String shown(TarArchiveEntry entry) {
    return shortened(entry.getName());
  }

  private static String shortened(String name) {
    return name.length() > 100 ? name.substring(0, 100) + "…" : name;
  }

  /** Deletes a file, or what is in a folder and it, of what was unpacked. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var below = Files.walk(path)) {
      for (var each : (Iterable<Path>) below.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    }
  }

  /** Counts what is unpacked, entries that are passed over included. */
  private final class Counted extends FilterInputStream {

    private Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(Math.max(0, read));
      return read;
    }

    @Override
    public long skip(long most) throws IOException {
      long skipped = super.skip(Math.min(most, CHUNK));
      count(skipped);
      return skipped;
    }

    private void count(long more) throws IOException {
      bytes += more;
      if (bytes > mostBytes) {
        throw new RefusedException("it unpacks to more than " + mostBytes + " bytes");
      }
      if (patience.isOver()) {
        throw new RefusedException("it takes too long to unpack");
      }
    }
  }
}
