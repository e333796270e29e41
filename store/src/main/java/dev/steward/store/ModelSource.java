package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A place in which a model lies as several files that are downloaded one by one. */
interface ModelSource {

  /** What messages call the model: its address. */
  String name();

  /** The key of {@link Parts}, where the address alone says it: nothing needs to be asked then. */
  Optional<String> knownKey();

  /** What the address stands for, once all parts of the model are in a folder. */
  default Path model(Path folder) throws IOException {
    return Assembly.innermost(folder);
  }

  /**
   * Asks what the model is made of.
   *
   * @throws LoadException when there is none, or it can't be found out
   */
  Parts resolve(Bringing bringing) throws LoadException, InterruptedException;
}
