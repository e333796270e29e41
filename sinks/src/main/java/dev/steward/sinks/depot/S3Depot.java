package dev.steward.sinks.depot;

import dev.steward.ledger.volume.Depot;
import dev.steward.store.write.OutputPlace;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One object a file, under its path. */
public final class S3Depot implements Depot {

  private final OutputPlace objects;

  /** A depot in a place, which is closed with it. */
  public S3Depot(OutputPlace objects) {
    this.objects = objects;
  }

  @Override
  public void create(String file, byte[] content) throws IOException {
    // Whether it was there already doesn't matter: it is read back.
    var _ = objects.create(file, content);
  }

  @Override
  public void delete(String file) throws IOException {
    objects.delete(file);
  }

  @Override
  public Optional<InputStream> open(String file) throws IOException {
    return objects.open(file);
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    var stream = objects.open(file);
    if (stream.isEmpty()) {
      return Optional.empty();
    }
    try (var in = stream.get()) {
      var bytes = in.readNBytes(LARGEST_FILE);
      if (bytes.length == LARGEST_FILE) {
        throw new IOException(objects.text(file) + " is larger than any file of a log");
      }
      return Optional.of(bytes);
    }
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    return objects.read(file, from, most);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return objects.list(folder);
  }

  @Override
  public String place() {
    var text = objects.text("");
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() {
    objects.close();
  }
}
