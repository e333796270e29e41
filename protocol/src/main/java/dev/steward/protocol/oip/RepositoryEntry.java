package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A version of a model, as a repository lists it.
 *
 * @param unavailable why it can't answer at this moment; empty: it can
 */
public record RepositoryEntry(String name, String version, Optional<String> unavailable) {

  public RepositoryEntry {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(unavailable, "unavailable");
  }

  /** Its state in the protocol's word. */
  public String state() {
    return unavailable.isPresent() ? "UNAVAILABLE" : "READY";
  }
}
