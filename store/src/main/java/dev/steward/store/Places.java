package dev.steward.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this machine keeps what addresses lead to.
 *
 * @param volumes the claim {@code C} of {@code pvc://C/PATH} is the folder {@code C} in it, and the
 *     image of {@code image://} the folder {@code _image}
 * @param cache writable; holds what was downloaded, and may be lost at any time
 * @param secret the folder with the keys of the Secret by which models are read; empty: anybody may
 * @param shared a volume on which many processes keep what they download; empty: {@code cache} does
 */
public record Places(Path volumes, Path cache, Optional<Path> secret, Optional<Shared> shared) {

  /**
   * A volume that other processes use, too.
   *
   * @param folder of it
   * @param bytes that are kept in it at most
   */
  public record Shared(Path folder, long bytes) {
    public Shared {
      requireNonNull(folder, "folder");
      if (bytes < 1) {
        throw new IllegalArgumentException("a cache holds at least a byte: " + bytes);
      }
    }
  }

  public Places {
    requireNonNull(volumes, "volumes");
    requireNonNull(cache, "cache");
    requireNonNull(secret, "secret");
    requireNonNull(shared, "shared");
  }

  /** Models that anybody may read, for this process alone. */
  public Places(Path volumes, Path cache) {
    this(volumes, cache, Optional.empty(), Optional.empty());
  }

  /** The same with the folder of a Secret. */
  public Places withSecret(Path folder) {
    return new Places(volumes, cache, Optional.of(folder), shared);
  }

  /** The same with a volume that others use, too. */
  public Places withShared(Shared other) {
    return new Places(volumes, cache, secret, Optional.of(other));
  }
}
