package dev.steward.operator.evidence;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.ProofCheck;
import dev.steward.ledger.note.Checkpoint;
import java.util.List;
import java.util.Optional;

/** What a log's claim is to who remembers an earlier state of it. */
sealed interface WitnessStep {

  /** It is as it was. */
  record Same() implements WitnessStep {}

  /** It has grown, as logs do: this state is remembered from now on. */
  record Grown(Checkpoint now) implements WitnessStep {}

  /** It may have grown; a proof from this size will tell. */
  record Unproven(long from) implements WitnessStep {}

  /**
   * It isn't the log that it was.
   *
   * @param why for people
   */
  record Contradiction(String why) implements WitnessStep {}

  /**
   * Compares a claim, whose signature is good, with what is remembered.
   *
   * @param before the state that is remembered; empty: none is, and the claim is believed
   * @param from the size that the proof is from
   */
  static WitnessStep next(
      Optional<Checkpoint> before, Checkpoint claimed, long from, List<Hash> proof) {
    return before.map(known -> next(known, claimed, from, proof)).orElse(new Grown(claimed));
  }

  private static WitnessStep next(
      Checkpoint before, Checkpoint claimed, long from, List<Hash> proof) {
    if (claimed.size() < before.size()) {
      return new Contradiction(
          "it has %d entries, and had %d: it was cut, put back or swapped"
              .formatted(claimed.size(), before.size()));
    }
    if (claimed.size() == before.size()) {
      return claimed.root().equals(before.root())
          ? new Same()
          : new Contradiction(
              "its %d entries are others than they were: it was rewritten"
                  .formatted(before.size()));
    }
    if (before.size() == 0) {
      return new Grown(claimed);
    }
    if (from != before.size()) {
      return new Unproven(before.size());
    }
    return ProofCheck.consistent(
            before.size(), before.root(), claimed.size(), claimed.root(), proof)
        ? new Grown(claimed)
        : new Contradiction(
            "its first %d entries aren't proven to be those it had: it was rewritten"
                .formatted(before.size()));
  }
}
