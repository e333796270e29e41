package dev.steward.ledger.log;

import dev.steward.ledger.journal.Appended;
import java.util.concurrent.CompletableFuture;

/** What is asked of a log, and somebody waits for. */
sealed interface Asked {

  /** The index of an entry, or the size at which a journal ended. */
  CompletableFuture<Long> index();

  /** An entry. */
  record Entry(Appended appended, CompletableFuture<Long> index) implements Asked {}

  /** Another journal. */
  record Rotation(CompletableFuture<Long> index) implements Asked {}

  /** Nothing; it wakes the committer. */
  record Nothing(CompletableFuture<Long> index) implements Asked {}
}
