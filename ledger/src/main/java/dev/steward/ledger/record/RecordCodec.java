package dev.steward.ledger.record;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.record.Fields.UnreadableException;
import dev.steward.ledger.retain.Bucket;
import java.util.Optional;

/**
 * Writes and reads records. Fields 1 to 3 of all: version, id, time. A record of a start has about
 * 250 bytes; none has more than {@value #LARGEST}, but for parts of content, which have their own
 * bound beside.
 */
public final class RecordCodec {

  /** Bytes of the largest record. */
  public static final int LARGEST = 4096;

  private static final long VERSION = 1;

  private RecordCodec() {}

  /** The bytes of a record. */
  public static byte[] write(EvidenceRecord record) {
    var fields = new Fields().put(1, VERSION).put(2, record.id()).put(3, record.at());
    return switch (record) {
      case RequestStart start -> write(fields, start).bytes();
      case RequestEnd end -> write(fields, end).bytes();
      case ContentPart part -> write(fields, part).bytes();
      case Interrupted _ -> fields.bytes();
      case Gap gap -> fields.put(4, gap.from()).put(5, gap.requests()).put(6, gap.reason()).bytes();
      case PurgeIntent intent -> write(fields, intent.set()).bytes();
      case PurgeReceipt receipt -> write(fields, receipt.set()).bytes();
    };
  }

  private static Fields write(Fields fields, RequestStart start) {
    start.parent().ifPresent(parent -> fields.put(14, parent));
    return fields
        .put(4, start.monotonicNanos())
        .put(5, start.gateway())
        .put(6, start.service())
        .put(7, start.serviceUid())
        .put(8, start.requestId())
        .put(9, start.endpoint())
        .put(10, start.model())
        .putWord(11, start.modelDigest())
        .putWord(12, start.imageDigest())
        .putWord(13, start.policyDigest());
  }

  private static Fields write(Fields fields, RequestEnd end) {
    end.items().ifPresent(items -> fields.put(12, items));
    return fields
        .put(4, end.monotonicNanos())
        .put(5, end.outcome().code())
        .put(6, end.status())
        .putWord(7, end.errorCode())
        .putWord(8, end.revision())
        .putWord(9, end.pod())
        .put(10, end.requestBytes())
        .put(11, end.responseBytes())
        .putWord(13, end.modelDigest())
        .putWord(14, end.imageDigest());
  }

  private static Fields write(Fields fields, ContentPart part) {
    part.end()
        .ifPresent(end ->
            fields.put(7, end.requestBytes()).put(8, end.answerBytes()).put(9, end.kept().code()));
    return fields.put(4, part.number()).put(5, part.request()).put(6, part.answer());
  }

  private static Fields write(Fields fields, PurgedSet set) {
    return fields
        .put(4, new Word(set.bucket().className()))
        .put(5, new Word(set.bucket().day().toString()))
        .put(6, set.keyId())
        .put(7, set.count())
        .put(8, set.first())
        .put(9, set.last())
        .put(10, set.root().bytes())
        .putWord(11, set.policyDigest());
  }

  /** The record of these bytes, which stand at {@code field}. */
  public static Checked<EvidenceRecord> read(String field, EntryKind kind, byte[] bytes) {
    try {
      var fields = Fields.read(bytes);
      if (fields.number(1) != VERSION) {
        throw new UnreadableException("it is of a later version");
      }
      var record = read(kind, fields);
      fields.end();
      return Checked.valid(record);
    } catch (IllegalArgumentException | ArithmeticException | UnreadableException e) {
      return Checked.invalid(
          field,
          "it can't be read as a record: " + e.getMessage(),
          "use the version of steward that wrote it; if that is this one, it is damaged");
    }
  }

  private static EvidenceRecord read(EntryKind kind, Fields fields) {
    var id = fields.id(2);
    var at = fields.instant(3);
    return switch (kind) {
      case START ->
          new RequestStart(
              id,
              at,
              fields.number(4),
              fields.word(5),
              fields.word(6),
              fields.word(7),
              fields.word(8),
              fields.word(9),
              fields.word(10),
              fields.optionalWord(11),
              fields.optionalWord(12),
              fields.optionalWord(13),
              fields.optionalId(14));
      case END ->
          new RequestEnd(
              id,
              at,
              fields.number(4),
              Outcome.of(fields.number(5))
                  .orElseThrow(() -> new UnreadableException("its outcome is unknown")),
              Math.toIntExact(fields.number(6)),
              fields.optionalWord(7),
              fields.optionalWord(8),
              fields.optionalWord(9),
              fields.number(10),
              fields.number(11),
              fields.optionalNumber(12),
              fields.optionalWord(13),
              fields.optionalWord(14));
      case CONTENT ->
          new ContentPart(
              id, at, fields.number(4), fields.bytes(5), fields.bytes(6), contentEnd(fields));
      case INTERRUPTED -> new Interrupted(id, at);
      case GAP -> new Gap(id, at, fields.instant(4), fields.number(5), fields.word(6));
      case PURGE_INTENT -> new PurgeIntent(id, at, set(fields));
      case PURGE_RECEIPT -> new PurgeReceipt(id, at, set(fields));
    };
  }

  private static Optional<ContentEnd> contentEnd(Fields fields) {
    return fields.optionalNumber(7).stream()
        .mapToObj(requestBytes ->
            new ContentEnd(
                requestBytes,
                fields.number(8),
                ContentEnd.Kept.of(fields.number(9))
                    .orElseThrow(() -> new UnreadableException("its completeness is unknown"))))
        .findFirst();
  }

  private static PurgedSet set(Fields fields) {
    return new PurgedSet(
        Bucket.of(fields.word(4).text(), fields.word(5).text())
            .orElseThrow(() -> new UnreadableException("it names no bucket")),
        fields.word(6),
        fields.number(7),
        fields.number(8),
        fields.number(9),
        Hash.of(fields.bytes(10, Hash.SIZE)),
        fields.optionalWord(11));
  }
}
