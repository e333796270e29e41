package dev.steward.ledger.log;

import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.note.VerifierKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a log is kept.
 *
 * @param signers the keys that sign its checkpoints, the current one first; their name is the log's
 * @param formerKeys public keys that no longer sign, but may have signed the last checkpoint
 * @param checkpointEvery how long an entry waits for a signed checkpoint, from 10 ms to 1 min
 * @param journalBytes of one journal file, 256 KiB to 256 MiB
 * @param witnessed the last checkpoint that somebody else keeps; the log must contain it
 */
public record LogSettings(
    List<SignerKey> signers,
    List<VerifierKey> formerKeys,
    Duration checkpointEvery,
    int journalBytes,
    Optional<SignedCheckpoint> witnessed) {

  private static final int LEAST_JOURNAL = 256 << 10;
  private static final int MOST_JOURNAL = 256 << 20;
  private static final int DEFAULT_JOURNAL = 32 << 20;

  public LogSettings {
    signers = List.copyOf(signers);
    formerKeys = List.copyOf(formerKeys);
    if (signers.isEmpty()) {
      throw new IllegalArgumentException("a log without a key");
    }
    var name = signers.getFirst().verifier().name();
    if (signers.stream().anyMatch(key -> !key.verifier().name().equals(name))) {
      throw new IllegalArgumentException("keys of several logs");
    }
    if (checkpointEvery.compareTo(Duration.ofMillis(10)) < 0
        || checkpointEvery.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("a checkpoint every " + checkpointEvery);
    }
    if (journalBytes < LEAST_JOURNAL || journalBytes > MOST_JOURNAL) {
      throw new IllegalArgumentException("journals of %d bytes".formatted(journalBytes));
    }
  }

  /** One key, a checkpoint each second, journals of 32 MiB, no witness. */
  public static LogSettings of(SignerKey signer) {
    return new LogSettings(
        List.of(signer), List.of(), Duration.ofSeconds(1), DEFAULT_JOURNAL, Optional.empty());
  }

  /** The log's name. */
  public Origin origin() {
    return signers.getFirst().verifier().name();
  }

  /** The keys that the last checkpoint may be signed with. */
  public List<VerifierKey> verifiers() {
    return Stream.concat(signers.stream().map(SignerKey::verifier), formerKeys.stream()).toList();
  }

  /** The same with another interval. */
  public LogSettings withCheckpointEvery(Duration interval) {
    return new LogSettings(signers, formerKeys, interval, journalBytes, witnessed);
  }

  /** The same with journal files of another size. */
  public LogSettings withJournalBytes(int bytes) {
    return new LogSettings(signers, formerKeys, checkpointEvery, bytes, witnessed);
  }

  /** The same, which must contain this checkpoint. */
  public LogSettings withWitnessed(SignedCheckpoint checkpoint) {
    return new LogSettings(
        signers, formerKeys, checkpointEvery, journalBytes, Optional.of(checkpoint));
  }
}
