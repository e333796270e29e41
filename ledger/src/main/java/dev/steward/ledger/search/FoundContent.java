package dev.steward.ledger.search;

import dev.steward.ledger.record.ContentEnd;
import dev.steward.ledger.record.ContentPart;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a request's content.
 *
 * @param request the beginning of its body, or all of it
 * @param answer likewise
 * @param end what went by; empty where the gateway ended first
 * @param missing how many parts between the first and the last aren't there: their day is over
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record FoundContent(byte[] request, byte[] answer, Optional<ContentEnd> end, long missing) {

  /** Puts parts together, which are in their order. */
  static FoundContent of(List<ContentPart> parts) {
    var request = new ByteArrayOutputStream();
    var answer = new ByteArrayOutputStream();
    for (var part : parts) {
      request.writeBytes(part.request());
      answer.writeBytes(part.answer());
    }
    return new FoundContent(
        request.toByteArray(),
        answer.toByteArray(),
        parts.getLast().end(),
        parts.getLast().number() + 1 - parts.size());
  }
}
