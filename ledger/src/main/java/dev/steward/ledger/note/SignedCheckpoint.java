package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import java.util.List;

/** A checkpoint as the log published it, with its signatures. */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {

  /** Signs a checkpoint with all of these keys: more than one while a key is replaced. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, List<SignerKey> keys) {
    return new SignedCheckpoint(checkpoint, SignedNote.sign(checkpoint.text(), keys));
  }

  /**
   * Reads and verifies one that stands in {@code field}.
   *
   * @param keys those that are believed; one of them must have signed
   */
  public static Checked<SignedCheckpoint> verify(
      String field, String note, List<VerifierKey> keys) {
    return switch (SignedNote.parse(field, note)) {
      case Checked.Invalid<SignedNote>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<SignedNote>(var signed) ->
          switch (Checkpoint.parse(field, signed.text())) {
            case Checked.Invalid<Checkpoint>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<Checkpoint>(var checkpoint) ->
                signed.isSignedBy(
                        keys.stream()
                            .filter(key -> key.name().equals(checkpoint.origin()))
                            .toList())
                    ? Checked.valid(new SignedCheckpoint(checkpoint, signed))
                    : Checked.invalid(
                        field,
                        "none of the keys given signed it, or a signature of theirs is wrong",
                        "check that these are the keys of "
                            + checkpoint.origin().text()
                            + "; if they are, the checkpoint is forged");
          };
    };
  }
}
