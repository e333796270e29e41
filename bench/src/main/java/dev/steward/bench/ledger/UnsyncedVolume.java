package dev.steward.bench.ledger;

import dev.steward.ledger.volume.AllocatedFile;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A folder that nothing is made durable in: for a log that is only made to be verified. */
final class UnsyncedVolume implements Volume {
  private final Path root;
  private final FolderReader reader;

  UnsyncedVolume(Path root) {
    this.root = root;
    this.reader = new FolderReader(root);
  }

  private Path path(String file) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    return path;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return reader.read(file);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return reader.list(folder);
  }

  @Override
  public String place() {
    return reader.place();
  }

  @Override
  public void put(String file, byte[] content) throws IOException {
    Files.write(path(file), content);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    put(file, content);
  }

  @Override
  public void append(String file, byte[] content) throws IOException {
    Files.write(path(file), content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void sync(Collection<String> files) {}

  @Override
  public void erase(String file) {}

  @Override
  public void delete(String file) throws IOException {
    Files.deleteIfExists(root.resolve(file));
  }

  @Override
  public void syncFolder(String folder) {}

  @Override
  public Instant changed(String file) throws IOException {
    return Files.getLastModifiedTime(root.resolve(file)).toInstant();
  }

  @Override
  public void allocate(String file, long size) throws IOException {
    Files.deleteIfExists(root.resolve(file));
    try (var channel =
        FileChannel.open(path(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  @Override
  public AllocatedFile open(String file) throws IOException {
    var channel = FileChannel.open(root.resolve(file), StandardOpenOption.WRITE);
    return new AllocatedFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        for (var at = position; bytes.hasRemaining(); ) {
          at += channel.write(bytes, at);
        }
      }

      @Override
      public void force() {}

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  @Override
  public void close() {}
}
