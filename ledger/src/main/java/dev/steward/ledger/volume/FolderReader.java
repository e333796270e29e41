package dev.steward.ledger.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A folder that is only read, by whoever verifies: it may belong to a log that is running. */
public final class FolderReader implements VolumeReader {

  private final Path root;

  public FolderReader(Path root) {
    this.root = root;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    var path = root.resolve(file);
    try {
      if (Files.size(path) > LARGEST_FILE) {
        throw new IOException(path + " is larger than any file of a log");
      }
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    try (var channel = Files.newByteChannel(root.resolve(file))) {
      var left = Math.max(0, Math.min(most, channel.size() - from));
      var bytes = ByteBuffer.allocate((int) left);
      channel.position(from);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try (var entries = Files.list(root.resolve(folder))) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !name.startsWith(FolderVolume.UNFINISHED))
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  @Override
  public String place() {
    return root.toString();
  }
}
