package dev.steward.gateway.evidence;

import java.io.IOException;
import java.util.Optional;

/** What somebody else remembers of a gateway's log. */
@FunctionalInterface
public interface Witnessed {

  /** Nobody remembers anything. */
  static Witnessed none() {
    return gateway -> Optional.empty();
  }

  /**
   * The last signed checkpoint that is remembered, asked for anew each time.
   *
   * @return empty if none is
   * @throws IOException if that can't be told now
   */
  Optional<String> read(String gateway) throws IOException;
}
