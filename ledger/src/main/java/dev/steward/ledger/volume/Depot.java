package dev.steward.ledger.volume;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Where files go that leave a volume, under the same paths: an object store. What it says that it
 * has taken isn't believed before it was read back; every call may fail, or take minutes.
 */
public interface Depot extends VolumeReader, AutoCloseable {

  /** Keeps a file, unless something of its name is there, which stays as it is. */
  void create(String file, byte[] content) throws IOException;

  /** Removes a file, if it is there. */
  void delete(String file) throws IOException;

  /** A file from its beginning; empty where there is none. */
  default Optional<InputStream> open(String file) throws IOException {
    return read(file).map(ByteArrayInputStream::new);
  }

  @Override
  void close();
}
