package dev.steward.cli.audit;

import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.search.InclusionProof;
import java.time.LocalDate;
import java.util.Locale;

/** What is proven, for people. */
public final class ProofText {

  private ProofText() {}

  /** The entry: {@code entry 282, start of 2026-02-02}. */
  public static String entry(InclusionProof proof) {
    return "entry %d, %s of %s"
        .formatted(
            proof.index(),
            RecordFacts.name(proof.entry().kind()),
            LocalDate.ofEpochDay(proof.entry().day()));
  }

  /** Also whose record it is, and which log holds it. */
  public static String holding(InclusionProof proof) {
    var checkpoint = proof.checkpoint().checkpoint();
    return String.format(
        Locale.ROOT,
        "%s: %s, is part of %s as it was with %,d entries",
        proof.entry().id(),
        entry(proof),
        checkpoint.origin().text(),
        checkpoint.size());
  }
}
