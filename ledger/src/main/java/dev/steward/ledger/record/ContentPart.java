package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;
import java.util.Optional;

/**
 * A part of what was asked and answered: the bytes of both bodies that follow those of the part
 * before. All parts in their order make what is known of them.
 *
 * @param id of the request's start
 * @param at when it was put together
 * @param number from 0
 * @param request bytes of the request's body
 * @param answer bytes of the answer's body
 * @param end of the last part; a request without it was cut off by the end of its gateway
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ContentPart(
    RecordId id, Instant at, long number, byte[] request, byte[] answer, Optional<ContentEnd> end)
    implements EvidenceRecord {

  /** Bytes of both bodies in one part, at most. */
  public static final int MOST = 32 << 10;

  public ContentPart {
    at = Fields.micros(at);
    if (number < 0 || request.length + answer.length > MOST) {
      throw new IllegalArgumentException("no part of content is like that");
    }
  }
}
