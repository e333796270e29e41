package dev.steward.protocol.rows;

import dev.steward.core.error.Refusal;

/** What a request's body is, seen by its rows. */
public sealed interface Scanned {

  /** A batch. */
  record Cuttable(Batch batch) implements Scanned {}

  /** One row, or a body that has none: there is nothing to cut and nothing to put together. */
  record Single() implements Scanned {}

  /**
   * The rows can't be told. Passed on whole, a pod may still understand it, or knows better what is
   * wrong.
   */
  record Opaque(Refusal refusal) implements Scanned {}

  /** Its inputs disagree on how many rows there are. */
  record Refused(Refusal refusal) implements Scanned {}
}
