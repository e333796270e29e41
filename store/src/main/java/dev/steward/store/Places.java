package dev.steward.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where this machine keeps what addresses lead to.
 *
 * @param volumes the claim {@code C} of {@code pvc://C/PATH} is the folder {@code C} in it
 * @param cache writable; holds what was downloaded, and may be lost at any time
 */
public record Places(Path volumes, Path cache) {

  public Places {
    requireNonNull(volumes, "volumes");
    requireNonNull(cache, "cache");
  }
}
