package dev.steward.gateway.evidence;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.model.Digest;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.audit.Ended;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import java.time.Instant;
import java.util.Optional;

/** What came of requests, as it is recorded; pure. */
final class RequestEnds {
  private RequestEnds() {}

  /**
   * The end of a request.
   *
   * @param config of its service when it began
   */
  static RequestEnd of(
      RequestStart start, Instant at, long nanos, ServingConfig config, Ended ended) {
    var asked = ended.asked();
    var made =
        asked
            .flatMap(pod -> config.revision(pod.revision()))
            .map(ServingConfig.Revision::made)
            .orElse(ServingConfig.Ingredients.UNPINNED);
    return new RequestEnd(
        start.id(),
        at,
        nanos,
        outcome(ended.outcome()),
        ended.status(),
        ended.error().map(ErrorCode::code).map(Word::new),
        asked.map(Ended.Asked::revision).map(Word::of),
        asked.flatMap(Ended.Asked::pod).map(Word::of),
        ended.requestBytes(),
        ended.bytes(),
        ended.items(),
        start.modelDigest().isPresent() ? Optional.empty() : word(made.model()),
        start.imageDigest().isPresent() ? Optional.empty() : word(made.image()));
  }

  private static Optional<Word> word(Optional<Digest> digest) {
    return digest.map(Digest::text).map(Word::new);
  }

  private static Outcome outcome(Ended.Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> Outcome.ANSWERED;
      case CLIENT_LEFT -> Outcome.CLIENT_LEFT;
      case DENIED -> Outcome.DENIED;
      case SHED -> Outcome.SHED;
      case FAILED -> Outcome.FAILED;
      case TIMED_OUT -> Outcome.TIMED_OUT;
    };
  }
}
