package dev.steward.store;

import java.io.IOException;
import java.nio.file.Path;

/** The cache's own disk fails, not the network. */
final class CacheException extends IOException {

  private static final long serialVersionUID = 1L;

  CacheException(Path file, IOException cause) {
    super(file + ": " + Fault.told(cause), cause);
  }
}
