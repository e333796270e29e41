package dev.steward.gateway.evidence;

import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A depot in a folder, which may be away. */
final class FolderDepot implements Depot {
  private final Path root;
  private final FolderReader reader;
  private volatile boolean away;

  FolderDepot(Path root) {
    this.root = root;
    this.reader = new FolderReader(root);
  }

  void leave() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  private void pass() throws IOException {
    if (away) {
      throw new IOException("the store answers 503");
    }
  }

  @Override
  public void create(String file, byte[] content) throws IOException {
    pass();
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    if (!Files.exists(path)) {
      Files.write(path, content);
    }
  }

  @Override
  public void delete(String file) throws IOException {
    pass();
    Files.deleteIfExists(root.resolve(file));
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    pass();
    return reader.read(file);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    pass();
    return reader.list(folder);
  }

  @Override
  public String place() {
    return "s3://evidence/gateway-0";
  }

  @Override
  public void close() {}
}
