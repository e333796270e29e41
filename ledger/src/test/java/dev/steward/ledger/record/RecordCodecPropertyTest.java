package dev.steward.ledger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Retention;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class RecordCodecPropertyTest {

  private static Arbitrary<Word> words() {
    return Arbitraries.strings().ofMaxLength(250).map(Word::of);
  }

  private static Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(0, 4_000_000_000_000_000L)
        .map(micros ->
            Instant.EPOCH.plusSeconds(micros / 1_000_000).plusNanos(micros % 1_000_000 * 1000));
  }

  @Provide
  Arbitrary<EvidenceRecord> records() {
    var ids = Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(RecordId::new);
    var starts =
        Combinators.combine(ids, times(), words(), words().optional(), ids.optional())
            .as((id, at, word, maybe, parent) ->
                (EvidenceRecord)
                    new RequestStart(
                        id, at, 5, word, word, word, word, word, word, maybe, maybe, maybe,
                        parent));
    var ends =
        Combinators.combine(
                ids,
                times(),
                Arbitraries.of(Outcome.values()),
                words().optional(),
                Arbitraries.longs().greaterOrEqual(0))
            .as((id, at, outcome, maybe, number) ->
                (EvidenceRecord)
                    new RequestEnd(
                        id,
                        at,
                        number,
                        outcome,
                        503,
                        maybe,
                        maybe,
                        maybe,
                        number,
                        number,
                        OptionalLong.of(number),
                        maybe,
                        maybe));
    var gaps =
        Combinators.combine(ids, times(), times(), words())
            .as((id, at, from, word) -> (EvidenceRecord) new Gap(id, at, from, 7, word));
    var purges =
        Combinators.combine(ids, times(), words(), words().optional())
            .as((id, at, word, maybe) ->
                (EvidenceRecord) new PurgeReceipt(id, at, set(word, maybe)));
    return Arbitraries.oneOf(starts, ends, gaps, purges);
  }

  private static PurgedSet set(Word keyId, Optional<Word> policy) {
    return new PurgedSet(
        new Bucket(
            Retention.between(Period.ofMonths(6), Period.ofMonths(24)),
            LocalDate.parse("2026-11-25")),
        keyId,
        3,
        1,
        9,
        TreeHasher.emptyRoot(),
        policy);
  }

  @Property(tries = 300)
  void what_is_written_is_read(@ForAll("records") EvidenceRecord record) {
    var bytes = RecordCodec.write(record);
    assertThat(bytes.length).isLessThanOrEqualTo(RecordCodec.LARGEST);
    assertThat(RecordCodec.read("x", record.kind(), bytes)).isEqualTo(Checked.valid(record));
  }

  @Property(tries = 200)
  void content_that_is_written_is_read(
      @ForAll @Size(max = 2000) byte[] request,
      @ForAll @Size(max = 2000) byte[] answer,
      @ForAll ContentEnd.Kept kept,
      @ForAll boolean last) {
    var part =
        new ContentPart(
            new RecordId(1, 2),
            Instant.EPOCH,
            7,
            request,
            answer,
            last ? Optional.of(new ContentEnd(5, 6, kept)) : Optional.empty());
    assertThat(RecordCodec.read("x", EntryKind.CONTENT, RecordCodec.write(part)))
        .usingRecursiveComparison()
        .isEqualTo(Checked.valid(part));
  }

  @Property(tries = 1000)
  void rubbish_is_refused_and_never_thrown_at(@ForAll byte[] bytes, @ForAll EntryKind kind) {
    assertThat(RecordCodec.read("x", kind, bytes)).isInstanceOf(Checked.Invalid.class);
  }

  @Property(tries = 200)
  void a_changed_record_is_another_one_or_none(
      @ForAll("records") EvidenceRecord record, @ForAll int at, @ForAll byte change) {
    var bytes = RecordCodec.write(record);
    var index = Math.floorMod(at, bytes.length);
    bytes[index] ^= change;
    if (RecordCodec.read("x", record.kind(), bytes)
        instanceof Checked.Valid<EvidenceRecord>(var read)) {
      assertThat(RecordCodec.write(read)).isEqualTo(bytes);
    }
  }

  @Example
  void a_clients_text_can_neither_end_a_line_nor_a_field() {
    var word = Word.of("a\r\nx-evil: \"1\"\u0000é" + "z".repeat(400));
    assertThat(word.text()).hasSize(200).startsWith("a__x-evil:__1___z");
    assertThat(word.text().chars().allMatch(c -> c > ' ' && c < 127)).isTrue();
    assertThat(Word.of("").text()).isEqualTo("_");
    assertThatThrownBy(() -> new Word("a b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Word("a\n")).isInstanceOf(IllegalArgumentException.class);
  }
}
