package dev.steward.protocol.rows;

import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Rows;
import java.util.List;

/** A request's body of at least two rows. */
public interface Batch {

  /** How many rows it has. */
  int rows();

  /** The body of a request for some of them. */
  byte[] part(Rows rows);

  /**
   * Puts answers together.
   *
   * @param answers to the whole batch, in the order of their rows
   * @return the answer's body, or which answer doesn't fit the others
   */
  Outcome<byte[]> join(List<Answered> answers);

  /**
   * What some of the rows were answered with.
   *
   * @param body the pod's, which isn't changed
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody compares
  record Answered(Rows rows, byte[] body) {}
}
