package dev.steward.ledger.away;

import java.util.Optional;

/**
 * What a step of sealing came to.
 *
 * @param files that left
 * @param bytes of these
 * @param more whether others may leave now
 * @param problem why some don't, which could; others may have left
 */
public record Departed(int files, long bytes, boolean more, Optional<String> problem) {

  /** Nothing left, because of this. */
  static Departed failed(String problem) {
    return new Departed(0, 0, false, Optional.of(problem));
  }

  Departed and(Departed other) {
    return new Departed(
        files + other.files,
        bytes + other.bytes,
        more || other.more,
        problem.isPresent() ? problem : other.problem);
  }
}
