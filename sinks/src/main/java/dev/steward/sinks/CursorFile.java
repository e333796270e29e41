package dev.steward.sinks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps a cursor in a file of one line, {@code steward-cursor-1 ORIGIN NEXT}. What can't be read is
 * no cursor: everything is sent again then, which is what it is for.
 */
final class CursorFile {

  private static final Pattern LINE = Pattern.compile("steward-cursor-1 (\\S+) ([0-9]{1,18})\n");

  private final Path file;

  CursorFile(Path file) {
    this.file = file;
  }

  Optional<Cursor> read() throws IOException {
    try {
      // Any bytes are a text in this encoding: a damaged file is no cursor, and no error.
      var line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return line.matches()
          ? Optional.of(new Cursor(line.group(1), Long.parseLong(line.group(2))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Durable when it returns; a crash leaves the old one or this one. */
  void write(Cursor cursor) throws IOException {
    var folder = Files.createDirectories(file.resolveSibling(""));
    var unfinished = folder.resolve(".unfinished." + file.getFileName());
    Files.writeString(
        unfinished, "steward-cursor-1 %s %d\n".formatted(cursor.origin(), cursor.next()));
    force(unfinished, StandardOpenOption.WRITE);
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(folder, StandardOpenOption.READ);
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (var channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
