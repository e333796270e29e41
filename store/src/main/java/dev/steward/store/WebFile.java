package dev.steward.store;

import dev.steward.core.model.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file of the web whose digest is known, so that it can be kept for others. */
record WebFile(Wanted wanted, Digest digest) implements ModelSource {

  private static final String FILE = "model";

  @Override
  public String name() {
    return wanted.name();
  }

  @Override
  public Optional<String> knownKey() {
    return Optional.of(digest.hex());
  }

  @Override
  public Path model(Path folder) {
    return folder.resolve(FILE);
  }

  @Override
  public Parts resolve(Bringing bringing) {
    return new Parts(digest.hex(), List.of(Parts.AsFile.of(wanted, digest, FILE)));
  }
}
