package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For each check a lie that it alone finds, so that without it nobody would. */
class VerifierTest {

  private final World world = new World("2026-01-01");
  private SimulatedVolume volume = new SimulatedVolume();

  /** Something honest, before each lie. */
  @BeforeEach
  void live() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 3; i++) {
        world.request(log, SHORT);
        world.request(log, LONG);
      }
    }
    assertThat(found()).isEmpty();
  }

  private Set<Check> found(Evidence evidence) throws Exception {
    return Verifier.verify(volume, evidence).findings().stream()
        .map(Finding::check)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Check> found() throws Exception {
    return found(world.evidence());
  }

  private String file(String folder) {
    return folder + "/" + volume.list(folder).getFirst();
  }

  private String shortRecords() {
    return file("records/" + SHORT.text() + "/2026-01-01");
  }

  private String shortKey() {
    return "keys/" + SHORT.text() + "/2026-01-01.key";
  }

  private byte[] read(String file) {
    return volume.read(file).orElseThrow();
  }

  private void flip(String file, int at) throws Exception {
    var bytes = read(file);
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    volume.put(file, bytes);
  }

  private interface Lie {
    void tell(Forger forger) throws Exception;
  }

  private void lie(Lie lie) throws Exception {
    try (var forger = new Forger(world, volume)) {
      lie.tell(forger);
    }
  }

  // The checkpoint and the tree.

  @Test
  void a_missing_checkpoint() throws Exception {
    volume.delete("log/checkpoint");
    assertThat(found()).containsExactly(Check.CHECKPOINT);
  }

  @Test
  void a_checkpoint_by_another_key() throws Exception {
    var other = SignerKey.generate(World.KEY.verifier().name());
    assertThat(found(Evidence.of(List.of(other.verifier()), world.today())))
        .containsExactly(Check.CHECKPOINT);
  }

  @Test
  void a_signed_root_that_the_entries_dont_make() throws Exception {
    var note =
        SignedCheckpoint.sign(
            new Checkpoint(World.KEY.verifier().name(), 12, Hash.of(new byte[32])),
            List.of(World.KEY));
    volume.put("log/checkpoint", note.note().note().getBytes(StandardCharsets.UTF_8));
    assertThat(found()).containsExactly(Check.ROOT);
  }

  @Test
  void a_missing_tile() throws Exception {
    volume.delete("log/tile/0/000.p/12");
    assertThat(found()).containsExactly(Check.FILES);
  }

  @Test
  void a_missing_bundle() throws Exception {
    volume.delete("log/tile/entries/000.p/12");
    assertThat(found()).contains(Check.FILES);
  }

  @Test
  void a_changed_tile() throws Exception {
    flip("log/tile/0/000.p/12", 40);
    assertThat(found()).containsExactly(Check.TILE);
  }

  @Test
  void changed_partial_files_of_an_earlier_checkpoint() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, LONG);
    }
    flip("log/tile/0/000.p/12", 40);
    assertThat(found()).containsExactly(Check.TILE);
    flip("log/tile/0/000.p/12", 40);
    flip("log/tile/entries/000.p/12", 40);
    assertThat(found()).containsExactly(Check.FILES);
  }

  @Test
  void an_entry_that_is_none() throws Exception {
    lie(Forger::rubbish);
    assertThat(found()).contains(Check.ENTRY);
  }

  // What somebody else has seen.

  private SignedCheckpoint witnessed() throws Exception {
    var note = new String(read("log/checkpoint"), StandardCharsets.UTF_8);
    return SignedCheckpoint.verify("x", note, List.of(World.KEY.verifier()))
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  @Test
  void a_log_that_was_put_back() throws Exception {
    var before = volume.afterPowerLoss(SimulatedVolume.Fate.KEPT, new Random(1));
    try (var log = world.open(volume)) {
      world.request(log, LONG);
    }
    var seen = witnessed();
    assertThat(found(world.evidence().with(seen))).isEmpty();
    volume = before;
    assertThat(found()).isEmpty();
    assertThat(found(world.evidence().with(seen))).containsExactly(Check.CONSISTENCY);
  }

  @Test
  void a_log_that_was_forked() throws Exception {
    var before = volume.afterPowerLoss(SimulatedVolume.Fate.KEPT, new Random(1));
    try (var log = world.open(volume)) {
      world.request(log, LONG);
    }
    var seen = witnessed();
    volume = before;
    try (var log = world.open(volume)) {
      world.request(log, LONG);
      world.request(log, LONG);
    }
    assertThat(found()).isEmpty();
    assertThat(found(world.evidence().with(seen))).containsExactly(Check.CONSISTENCY);
  }

  @Test
  void a_witnessed_checkpoint_of_another_log() throws Exception {
    var other = SignerKey.generate(new Origin("example.com/gateway-1"));
    var seen =
        SignedCheckpoint.sign(
            new Checkpoint(other.verifier().name(), 1, Hash.of(new byte[32])), List.of(other));
    assertThat(found(world.evidence().with(seen))).containsExactly(Check.CONSISTENCY);
  }

  // Records.

  @Test
  void a_changed_record() throws Exception {
    flip(shortRecords(), -1);
    assertThat(found()).containsExactly(Check.COMMITMENT, Check.HOLE);
  }

  @Test
  void a_missing_file_of_records() throws Exception {
    volume.delete(shortRecords());
    assertThat(found()).containsExactly(Check.HOLE);
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
    assertThat(found(world.evidence().with(World.ROOT))).containsExactly(Check.CONTENT);
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

  private static void purge(Forger forger, Bucket bucket) throws Exception {
    var set = forger.contents(bucket);
    var intent = forger.intend(set);
    forger.destroy(bucket);
    forger.receipt(intent, set);
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

  // Keys.

  @Test
  void a_missing_key() throws Exception {
    volume.delete(shortKey());
    assertThat(found()).containsExactly(Check.KEY);
  }

  @Test
  void a_key_of_another_log() throws Exception {
    var other = new SimulatedVolume();
    try (var log = world.open(other)) {
      world.request(log, SHORT);
    }
    volume.put(shortKey(), other.read(shortKey()).orElseThrow());
    assertThat(found()).containsExactly(Check.KEY);
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
  void a_damaged_key() throws Exception {
    for (var at = 0; at < read(shortKey()).length; at++) {
      flip(shortKey(), at);
      assertThat(found()).as("byte %d", at).containsExactly(Check.KEY);
      flip(shortKey(), at);
    }
  }

  @Test
  void a_key_that_was_destroyed_without_a_receipt() throws Exception {
    volume.put(shortKey(), "destroyed\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(found()).containsExactly(Check.KEY);
  }

  @Test
  void a_key_in_anothers_place() throws Exception {
    volume.put(shortKey(), read("keys/" + LONG.text() + "/2026-01-01.key"));
    assertThat(found()).containsExactly(Check.KEY);
    assertThat(found(world.evidence().with(World.ROOT))).containsExactly(Check.KEY);
  }

  // Purges.

  @Test
  void what_is_due_and_still_there() throws Exception {
    world.setDay("2026-01-07");
    assertThat(found()).isEmpty();
    world.setDay("2026-01-08");
    assertThat(found()).containsExactly(Check.OVERDUE);
  }

  @Test
  void what_was_destroyed_before_its_time() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(LONG);
      var set = forger.contents(bucket);
      var intent = forger.intend(set);
      forger.destroy(bucket);
      forger.receipt(intent, set);
    });
    assertThat(found()).containsExactly(Check.EARLY);
  }

  private void purgeShort(UnaryOperator<PurgedSet> change) throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      var intent = forger.intend(change.apply(set));
      forger.destroy(bucket);
      forger.receipt(intent, change.apply(set));
    });
  }

  @Test
  void an_honest_purge_by_the_forger_is_sound() throws Exception {
    purgeShort(UnaryOperator.identity());
    assertThat(found()).isEmpty();
  }

  @Test
  void a_receipt_that_names_other_entries() throws Exception {
    purgeShort(set ->
        new PurgedSet(
            set.bucket(),
            set.keyId(),
            set.count() - 1,
            set.first(),
            set.last(),
            set.root(),
            Optional.empty()));
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_receipt_without_an_intent() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      forger.destroy(bucket);
      forger.receipt(RecordId.random(), set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_receipt_for_what_wasnt_destroyed() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      forger.receipt(forger.intend(set), set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_receipt_for_a_key_that_is_still_there() throws Exception {
    var key = read(shortKey());
    purgeShort(UnaryOperator.identity());
    volume.put(shortKey(), key);
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_second_receipt() throws Exception {
    purgeShort(UnaryOperator.identity());
    lie(forger -> {
      world.setDay("2026-01-01");
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set =
          new PurgedSet(bucket, new Word("x"), 0, 0, 0, Hash.of(new byte[32]), Optional.empty());
      forger.receipt(forger.intend(set), set);
    });
    assertThat(found()).contains(Check.RECEIPT);
  }

  @Test
  void a_record_that_was_added_to_a_bucket_on_its_way_out() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      forger.sealed(world.start(id), SHORT, UnaryOperator.identity());
      var late = forger.prepare(world.end(id), SHORT, UnaryOperator.identity());
      world.setDay("2026-01-07");
      var set = forger.contentsWith(bucket, late);
      var intent = forger.intend(set);
      forger.append(late.entry(), late.companion());
      assertThat(forger.contents(bucket)).isEqualTo(set);
      forger.destroy(bucket);
      forger.receipt(intent, set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_purge_that_was_begun_and_not_brought_to_its_end() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      forger.intend(forger.contents(bucket));
    });
    assertThat(found()).containsExactly(Check.UNFINISHED);
  }

  // Requests.

  @Test
  void an_end_without_a_start() throws Exception {
    lie(forger -> forger.sealed(world.end(RecordId.random()), LONG, UnaryOperator.identity()));
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void a_request_that_begins_twice() throws Exception {
    var id = RecordId.random();
    lie(forger -> {
      forger.sealed(world.start(id), LONG, UnaryOperator.identity());
      forger.sealed(world.start(id), LONG, UnaryOperator.identity());
      forger.sealed(world.end(id), LONG, UnaryOperator.identity());
    });
    assertThat(found()).containsExactly(Check.PAIRING);
  }

  @Test
  void a_request_that_never_ends() throws Exception {
    lie(forger -> {
      forger.sealed(world.start(RecordId.random()), LONG, UnaryOperator.identity());
      world.setDay("2026-01-03");
      forger.request(LONG);
    });
    assertThat(found()).isEmpty();
    lie(forger -> {
      world.setDay("2026-01-04");
      forger.request(LONG);
    });
    assertThat(found()).containsExactly(Check.PAIRING);
  }
}
