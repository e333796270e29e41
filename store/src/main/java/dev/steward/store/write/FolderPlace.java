package dev.steward.store.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A folder of a file system with hard links. A file is written under a name of its own and brought
 * to disk; then a link gives it its name, which fails where there is one.
 */
public final class FolderPlace implements OutputPlace {

  private static final String UNFINISHED = ".unfinished";

  private final Path folder;
  private final String text;

  /**
   * A place.
   *
   * @param folder made when something is kept
   * @param text the same as a person named it, with a slash at its end
   */
  public FolderPlace(Path folder, String text) {
    this.folder = folder;
    this.text = text;
  }

  @Override
  public Created create(String name, byte[] bytes) throws IOException {
    var target = folder.resolve(name);
    if (Files.exists(target)) {
      return Created.BEFORE;
    }
    var unfinished = unfinished(target);
    try {
      Files.write(unfinished, bytes);
      return link(target, unfinished);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public Created create(String name, Path file) throws IOException {
    var target = folder.resolve(name);
    if (Files.exists(target)) {
      return Created.BEFORE;
    }
    var unfinished = unfinished(target);
    try {
      Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
      return link(target, unfinished);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Path unfinished(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    return Files.createTempFile(target.getParent(), UNFINISHED, "");
  }

  private static Created link(Path target, Path unfinished) throws IOException {
    try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      // Unlike a temporary file's, others may read it.
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      // The file system has none.
    }
    try {
      Files.createLink(target, unfinished);
      return Created.NOW;
    } catch (FileAlreadyExistsException e) {
      return Created.BEFORE;
    } catch (UnsupportedOperationException e) {
      throw new IOException("the file system of " + target + " has no hard links", e);
    }
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(Files.newInputStream(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public List<String> list(String inside) throws IOException {
    var listed = folder.resolve(inside);
    if (!Files.isDirectory(listed)) {
      return List.of();
    }
    try (var files = Files.list(listed)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(UNFINISHED))
          .sorted()
          .toList();
    }
  }

  @Override
  public String text(String name) {
    return text + name;
  }

  @Override
  public void close() {}
}
