package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request has ended.
 *
 * @param id of its start
 * @param monotonicNanos as in its start: the difference is what it took
 * @param outcome how it ended
 * @param status the HTTP status that the client was told; 0 if none
 * @param errorCode of {@code core.error.ErrorCode}, where there was an error
 * @param revision which revision answered
 * @param pod which pod answered
 * @param requestBytes of the request's body
 * @param responseBytes of the answer's body, as far as it went out
 * @param items how many rows or inputs, where that is known
 * @param modelDigest of the revision that answered, where the start couldn't know it
 * @param imageDigest likewise
 */
public record RequestEnd(
    RecordId id,
    Instant at,
    long monotonicNanos,
    Outcome outcome,
    int status,
    Optional<Word> errorCode,
    Optional<Word> revision,
    Optional<Word> pod,
    long requestBytes,
    long responseBytes,
    OptionalLong items,
    Optional<Word> modelDigest,
    Optional<Word> imageDigest)
    implements EvidenceRecord {

  public RequestEnd {
    at = Fields.micros(at);
    if (status < 0 || status > 999 || requestBytes < 0 || responseBytes < 0) {
      throw new IllegalArgumentException("no status or size is like that");
    }
  }
}
