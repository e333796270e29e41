package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** About the records that lie beside the log. */
class RecordLiesTest extends Lies {

  @Test
  void a_changed_record() throws Exception {
    flip(shortRecords(), -1);
    assertThat(found()).containsExactly(Check.COMMITMENT, Check.HOLE);
    assertThat(problems()).contains("its record is missing, and there is no receipt");
  }

  @Test
  void a_missing_file_of_records() throws Exception {
    volume.delete(shortRecords());
    assertThat(found()).containsExactly(Check.HOLE);
    assertThat(problems())
        .contains("its record and those up to entry 1 are missing, and there is no receipt");
  }

  @Test
  void a_record_that_is_there_twice() throws Exception {
    volume.append(shortRecords(), Arrays.copyOf(read(shortRecords()), read(shortRecords()).length));
    assertThat(found()).containsExactly(Check.STRAY);
  }

  @Test
  void records_of_another_log() throws Exception {
    var other = new SimulatedVolume();
    try (var log = world.open(other)) {
      world.request(log, SHORT);
    }
    volume.append(
        shortRecords(),
        other.read("records/" + SHORT.text() + "/2026-01-01/000000000001.records").orElseThrow());
    assertThat(found()).containsExactly(Check.STRAY);
  }

  @Test
  void records_of_another_log_in_the_place_of_these() throws Exception {
    var other = new SimulatedVolume();
    try (var log = world.open(other)) {
      world.request(log, SHORT);
    }
    volume.put(shortRecords(), other.read(shortRecords()).orElseThrow());
    assertThat(found()).containsExactly(Check.STRAY, Check.HOLE);
  }

  @Test
  void a_file_that_ends_within_a_record() throws Exception {
    volume.append(shortRecords(), new byte[] {0, 0, 0});
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void a_record_that_is_just_being_written_is_nobodys_fault() throws Exception {
    volume.append(shortRecords(), new byte[] {0, 0, 0, 0, 0, 0, 0, 12, 1, 1});
    assertThat(found()).isEmpty();
  }

  @Test
  void files_with_names_that_no_log_gives() throws Exception {
    for (var name :
        List.of(
            "records/x/y",
            "records/kept/x",
            "keys/" + SHORT.text() + "/x.key",
            "records/" + SHORT.text() + "/2026-01-01/x")) {
      volume.put(name, new byte[0]);
      assertThat(found()).as(name).containsExactly(Check.RECORD_FILE);
      volume.delete(name);
    }
  }

  @Test
  void records_in_another_order() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
    }
    var folder = "records/" + SHORT.text() + "/2026-01-01";
    var files = volume.list(folder);
    var first = read(folder + "/" + files.getFirst());
    volume.put(folder + "/" + files.getFirst(), read(folder + "/" + files.getLast()));
    volume.put(folder + "/" + files.getLast(), first);
    assertThat(found()).contains(Check.STRAY);
  }

  @Test
  void records_in_another_bucket() throws Exception {
    var elsewhere = "records/" + SHORT.text() + "/2026-01-02/000000000001.records";
    volume.put(elsewhere, read(shortRecords()));
    volume.delete(shortRecords());
    assertThat(found()).contains(Check.RECORD_FILE);
  }

  @Test
  void a_readable_record_about_something_else() throws Exception {
    var gap = new Gap(RecordId.random(), world.instant(), world.instant(), 1, new Word("x"));
    lie(forger -> forger.open(gap, RecordId.random()));
    assertThat(found()).containsExactly(Check.CONTENT);
  }

  @Test
  void an_encrypted_record_about_something_else_is_seen_with_the_root_key() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      forger.sealed(
          world.end(RecordId.random()),
          SHORT,
          entry ->
              new Entry(
                  entry.kind(),
                  entry.day(),
                  entry.classId(),
                  entry.keptUntil(),
                  entry.dueOn(),
                  id,
                  entry.commitment()));
    });
    assertThat(found()).isEmpty();
    var withKey = world.evidence().with(World.ROOT);
    assertThat(found(withKey)).containsExactly(Check.CONTENT);
    assertThat(Verifier.verify(volume, withKey).decrypted()).isEqualTo(13);
  }

  @Test
  void dates_that_the_retention_doesnt_give() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      forger.sealed(
          world.end(id),
          SHORT,
          entry ->
              new Entry(
                  entry.kind(),
                  entry.day(),
                  entry.classId(),
                  entry.keptUntil(),
                  Entry.NEVER,
                  entry.id(),
                  entry.commitment()));
    });
    assertThat(found()).containsExactly(Check.RETENTION);
  }

  @Test
  void a_record_among_content() throws Exception {
    var id = RecordId.random();
    lie(forger ->
        forger.sealedIn(new Bucket(Holds.CONTENT, SHORT, world.today()), world.start(id)));
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void a_record_among_content_that_was_destroyed() throws Exception {
    var id = RecordId.random();
    var bucket = new Bucket(Holds.CONTENT, SHORT, world.today());
    lie(forger -> {
      forger.sealedIn(bucket, world.start(id));
      forger.sealed(world.end(id), LONG, UnaryOperator.identity());
      world.setDay("2026-01-07");
      purge(forger, bucket);
      purge(forger, new Bucket(SHORT, LocalDate.parse("2026-01-01")));
    });
    assertThat(found()).containsExactly(Check.RETENTION);
  }

  @Test
  void content_of_a_request_that_has_ended() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      forger.sealed(world.end(id), SHORT, UnaryOperator.identity());
      forger.sealedIn(
          new Bucket(Holds.CONTENT, SHORT, world.today()),
          new ContentPart(id, world.instant(), 0, new byte[1], new byte[0], Optional.empty()));
    });
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void records_that_nobody_has_signed_for_yet_are_nobodys_fault() throws Exception {
    var before = volume.afterPowerLoss(SimulatedVolume.Fate.KEPT, new Random(1));
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
    }
    var later = volume;
    volume = before;
    for (var name : later.list("records/" + SHORT.text() + "/2026-01-01")) {
      var file = "records/" + SHORT.text() + "/2026-01-01/" + name;
      volume.put(file, later.read(file).orElseThrow());
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void a_record_of_an_entry_before_the_first() throws Exception {
    var records = read(shortRecords());
    ByteBuffer.wrap(records).putLong(-1);
    volume.put(shortRecords(), records);
    assertThat(found()).containsExactly(Check.STRAY, Check.HOLE);
  }

  @Test
  void an_entry_that_commits_to_no_record() throws Exception {
    lie(Forger::committingToNothing);
    assertThat(found()).containsExactly(Check.STRAY, Check.HOLE);
  }

  @Test
  void an_encrypted_record_among_those_that_are_kept_for_good() throws Exception {
    volume.put("records/kept/000000000009.records", read(shortRecords()));
    volume.delete(shortRecords());
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void records_of_another_retention() throws Exception {
    var longRecords = file("records/" + LONG.text() + "/2026-01-01");
    volume.put(shortRecords(), read(longRecords));
    volume.delete(longRecords);
    assertThat(found()).containsExactly(Check.RECORD_FILE, Check.HOLE);
  }

  @Test
  void an_encrypted_record_of_a_kind_that_is_readable() throws Exception {
    var gap = new Gap(RecordId.random(), world.instant(), world.instant(), 1, new Word("x"));
    lie(forger -> forger.hidden(gap, SHORT));
    var kept = file("records/kept");
    volume.put("records/" + SHORT.text() + "/2026-01-01/000000000099.records", read(kept));
    volume.delete(kept);
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void a_readable_record_of_a_kind_that_is_encrypted() throws Exception {
    var id = RecordId.random();
    var own = Retention.between(Period.ZERO, Period.ofDays(3));
    var shown = new AtomicReference<byte[]>();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      shown.set(forger.readable(world.end(id), own));
    });
    volume.delete(file("records/" + own.text() + "/2026-01-01"));
    volume.put("records/kept/000000000009.records", shown.get());
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void a_readable_record_in_a_bucket() throws Exception {
    var gap = new Gap(RecordId.random(), world.instant(), world.instant(), 1, new Word("x"));
    lie(forger -> forger.open(gap, gap.id()));
    assertThat(found()).isEmpty();
    var kept = file("records/kept");
    volume.put("records/" + SHORT.text() + "/2026-01-01/000000000099.records", read(kept));
    volume.delete(kept);
    assertThat(found()).containsExactly(Check.RECORD_FILE);
  }

  @Test
  void a_readable_record_that_is_none() throws Exception {
    lie(forger -> forger.illegible(new byte[] {1, 2, 3}));
    assertThat(found()).containsExactly(Check.CONTENT);
  }

  @Test
  void an_encrypted_record_that_cant_be_decrypted_is_seen_with_the_root_key() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      forger.garbled(world.end(id), SHORT);
    });
    assertThat(found()).isEmpty();
    assertThat(found(world.evidence().with(World.ROOT))).containsExactly(Check.CONTENT);
  }
}
