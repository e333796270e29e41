package dev.steward.ledger.verify;

import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.seal.RootKey;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a verifier has besides the volume.
 *
 * @param keys public keys of the log that are believed
 * @param witnessed checkpoints that somebody else kept
 * @param today in UTC
 * @param slack days after which what is due counts as overdue; 0 to 366
 * @param root to read the records as well
 */
public record Evidence(
    List<VerifierKey> keys,
    List<SignedCheckpoint> witnessed,
    LocalDate today,
    int slack,
    Optional<RootKey> root) {

  public Evidence {
    keys = List.copyOf(keys);
    witnessed = List.copyOf(witnessed);
    if (slack < 0 || slack > 366) {
      throw new IllegalArgumentException(slack + " days of slack");
    }
  }

  /** Keys alone; what is due must be gone a day later. */
  public static Evidence of(List<VerifierKey> keys, LocalDate today) {
    return new Evidence(keys, List.of(), today, 1, Optional.empty());
  }

  /** The same with a checkpoint that somebody else kept. */
  public Evidence with(SignedCheckpoint checkpoint) {
    return new Evidence(keys, List.of(checkpoint), today, slack, root);
  }

  /** The same with the root key. */
  public Evidence with(RootKey key) {
    return new Evidence(keys, witnessed, today, slack, Optional.of(key));
  }
}
