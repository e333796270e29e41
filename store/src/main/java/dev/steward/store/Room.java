package dev.steward.store;

import static java.util.Objects.requireNonNull;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much a {@link ModelCache} holds, and what goes where that is too much: first what no model
 * has, then models, each by who was used longest ago; never what a process uses or puts together.
 */
final class Room {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final List<String> BLOBS = List.of("sha256", "version");
  private static final String PULL = ".pull";
  private static final String RESERVED = ".reserved";

  private final Path root;
  private final long most;

  Room(Path root, long most) {
    this.root = root;
    this.most = most;
  }

  private boolean isBounded() {
    return most < Long.MAX_VALUE;
  }

  /**
   * Makes room for a model, and keeps it for who holds the model's lock.
   *
   * @param reservation the file that says so to other processes
   * @throws LoadException when there isn't so much, though all went that could
   */
  void reserve(Path reservation, long bytes)
      throws LoadException, IOException, InterruptedException {
    if (!isBounded()) {
      return;
    }
    try (var _ = lock()) {
      long left = trimmed(most - bytes);
      if (left > most - bytes) {
        throw new LoadException(
            ErrorCode.DISK_FULL,
            Fields.CACHE + ".size",
            "the model needs %d bytes, and of %d the cache holds %d that are used or being brought"
                .formatted(bytes, most, left),
            "raise it, or use another claim");
      }
      Files.writeString(reservation, String.valueOf(bytes));
    }
  }

  /** Lets go what is too much. */
  void trim() throws IOException, InterruptedException {
    if (isBounded()) {
      try (var _ = lock()) {
        trimmed(most);
      }
    }
  }

  private FileLocks.Held lock() throws IOException, InterruptedException {
    return FileLocks.exclusive(root.resolve("room.lock"));
  }

  /** What it holds after as much went as it takes to be at most so much, or as can. */
  private long trimmed(long wanted) throws IOException {
    long held = held();
    if (held > wanted) {
      held = withoutBlobs(held, wanted);
    }
    var models = models();
    for (int i = 0; i < models.size() && held > wanted; i++) {
      if (dropped(models.get(i))) {
        held = withoutBlobs(held(), wanted);
      }
    }
    return held;
  }

  /** Takes a model away, or what is left of one, unless somebody uses it or puts it together. */
  private boolean dropped(String key) throws IOException {
    var models = root.resolve("models");
    var pull = FileLocks.tryExclusive(models.resolve(key + PULL));
    if (pull.isEmpty()) {
      return false;
    }
    try (var _ = pull.get()) {
      var used = FileLocks.tryExclusive(models.resolve(key + ".used"));
      if (used.isEmpty()) {
        return false;
      }
      try (var _ = used.get()) {
        TarFiles.delete(models.resolve(key));
        TarFiles.delete(models.resolve(key + ".partial"));
        Files.deleteIfExists(models.resolve(key + RESERVED));
        return true;
      }
    }
  }

  /** Takes files away that no model has: those used longest ago first. */
  private long withoutBlobs(long held, long wanted) throws IOException {
    var lonely = new ArrayList<Path>();
    for (var kind : BLOBS) {
      for (var file : files(root.resolve(kind))) {
        var name = file.getFileName().toString();
        if (!name.endsWith(".lock") && !name.endsWith(".tag") && links(file) == 1) {
          lonely.add(file);
        }
      }
    }
    lonely.sort(Comparator.comparingLong(Room::modified));
    long left = held;
    for (int i = 0; i < lonely.size() && left > wanted; i++) {
      left -= dropped(lonely.get(i));
    }
    return left;
  }

  /** The bytes of a file that went; 0 where somebody brings it. */
  private static long dropped(Path file) throws IOException {
    var name = file.getFileName().toString();
    var whole = name.endsWith(".part") ? name.substring(0, name.length() - 5) : name;
    var lock = FileLocks.tryExclusive(file.resolveSibling(whole + ".lock"));
    if (lock.isEmpty()) {
      return 0;
    }
    try (var _ = lock.get()) {
      if (!Files.exists(file) || links(file) > 1) {
        return 0;
      }
      long bytes = Files.size(file);
      Files.delete(file);
      Files.deleteIfExists(file.resolveSibling(whole + ".tag"));
      return bytes;
    }
  }

  /** Bytes of all files, each once however many names it has, and what is reserved. */
  private long held() throws IOException {
    var counted = new HashSet<Object>();
    long sum = 0;
    for (var kind : BLOBS) {
      for (var file : files(root.resolve(kind))) {
        sum += bytes(file, counted);
      }
    }
    for (var entry : files(root.resolve("models"))) {
      var name = entry.getFileName().toString();
      if (name.endsWith(RESERVED)) {
        sum += reserved(entry);
      } else if (Files.isDirectory(entry)) {
        try (var below = Files.walk(entry)) {
          for (var file : (Iterable<Path>) below::iterator) {
            sum += bytes(file, counted);
          }
        } catch (UncheckedIOException e) {
          // Whoever puts it together has just finished or given up.
          sum += 0;
        }
      }
    }
    return sum;
  }

  /** What a process that still is there has reserved. */
  private static long reserved(Path reservation) throws IOException {
    var name = reservation.getFileName().toString();
    var pull =
        FileLocks.tryExclusive(
            reservation.resolveSibling(
                name.substring(0, name.length() - RESERVED.length()) + PULL));
    if (pull.isPresent()) {
      try (var _ = pull.get()) {
        Files.deleteIfExists(reservation);
        return 0;
      }
    }
    try {
      var text = Files.readString(reservation, StandardCharsets.UTF_8);
      return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static long bytes(Path file, Set<Object> counted) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() && counted.add(identity(file, attributes))
          ? attributes.size()
          : 0;
    } catch (IOException e) {
      // It is gone.
      return 0;
    }
  }

  private static Object identity(Path file, BasicFileAttributes attributes) {
    return attributes.fileKey() == null ? file : attributes.fileKey();
  }

  private static int links(Path file) {
    try {
      return Files.getAttribute(file, "unix:nlink") instanceof Integer links ? links : 1;
    } catch (IOException | UnsupportedOperationException e) {
      return 1;
    }
  }

  /** The keys of models, whole or not, those first that were used longest ago. */
  private List<String> models() throws IOException {
    Map<String, Long> keys = new HashMap<>();
    var models = root.resolve("models");
    for (var entry : files(models)) {
      if (Files.isDirectory(entry)) {
        var key = entry.getFileName().toString().replaceFirst("[.]partial$", "");
        keys.put(key, modified(models.resolve(key)));
      }
    }
    return keys.keySet().stream()
        .sorted(Comparator.comparingLong(key -> requireNonNull(keys.get(key))))
        .toList();
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
