package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.NaiveTree;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** About keys, and what was destroyed. */
class PurgeLiesTest extends Lies {

  @Test
  void a_missing_key() throws Exception {
    volume.delete(shortKey());
    assertThat(found()).containsExactly(Check.KEY);
    assertThat(found(world.evidence().with(World.ROOT))).containsExactly(Check.KEY);
    assertThat(problems()).containsExactly("its key is missing or damaged");
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
    assertThat(problems()).containsExactly("its key was destroyed, and there is no receipt");
  }

  @Test
  void a_key_in_anothers_place() throws Exception {
    volume.put(shortKey(), read("keys/" + LONG.text() + "/2026-01-01.key"));
    assertThat(found()).containsExactly(Check.KEY);
    assertThat(found(world.evidence().with(World.ROOT))).containsExactly(Check.KEY);
  }

  @Test
  void keys_that_the_root_key_didnt_wrap() throws Exception {
    var other =
        FileRootKey.parse("root", FileRootKey.generate())
            .orThrow(violation -> new IllegalStateException(violation.message()));
    assertThat(found(world.evidence().with(other))).containsExactly(Check.KEY);
  }

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
  void a_purge_of_an_empty_bucket_is_sound() throws Exception {
    var retention = Retention.between(Period.ZERO, Period.ofDays(3));
    var bucket = new Bucket(retention, world.today());
    var set =
        new PurgedSet(bucket, new Word("x"), 0, 0, 0, NaiveTree.root(List.of()), Optional.empty());
    lie(forger -> {
      world.setDay("2026-01-05");
      var intent = forger.intend(set);
      forger.destroy(bucket);
      forger.receipt(intent, set);
    });
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
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      var intent = forger.intend(set);
      forger.destroy(bucket);
      forger.receipt(intent, set);
      forger.receipt(intent, set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_purge_that_was_begun_twice() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      forger.intend(set);
      var intent = forger.intend(set);
      forger.destroy(bucket);
      forger.receipt(intent, set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_receipt_that_lies_about_one_thing() throws Exception {
    var honest = volume;
    for (UnaryOperator<PurgedSet> change :
        List.<UnaryOperator<PurgedSet>>of(
            set -> with(set, set.count(), set.first() + 1, set.last(), set.root()),
            set -> with(set, set.count(), set.first(), set.last() - 1, set.root()),
            set -> with(set, set.count(), set.first(), set.last(), Hash.of(new byte[32])))) {
      volume = honest.afterPowerLoss(SimulatedVolume.Fate.KEPT, new Random(1));
      world.setDay("2026-01-01");
      purgeShort(change);
      assertThat(found()).containsExactly(Check.RECEIPT);
    }
  }

  private static PurgedSet with(PurgedSet set, long count, long first, long last, Hash root) {
    return new PurgedSet(set.bucket(), set.keyId(), count, first, last, root, Optional.empty());
  }

  @Test
  void an_intent_for_another_purge() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      var intent = forger.intend(with(set, set.count() - 1, set.first(), set.last(), set.root()));
      forger.destroy(bucket);
      forger.receipt(intent, set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void an_intent_by_another_name() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      forger.intend(set);
      forger.destroy(bucket);
      forger.receipt(RecordId.random(), set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void an_intent_that_came_afterwards() throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(SHORT);
      world.setDay("2026-01-07");
      var set = forger.contents(bucket);
      forger.destroy(bucket);
      var name = RecordId.random();
      forger.receipt(name, set);
      forger.intend(name, set);
    });
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_purge_that_was_begun_before_its_time() throws Exception {
    purgeLong("2026-01-02", "2026-12-01");
    assertThat(found()).containsExactly(Check.EARLY);
  }

  @Test
  void a_receipt_of_a_day_before_its_time() throws Exception {
    purgeLong("2026-12-01", "2026-01-02");
    assertThat(found()).containsExactly(Check.EARLY);
  }

  private void purgeLong(String begun, String ended) throws Exception {
    lie(forger -> {
      var bucket = forger.bucket(LONG);
      var set = forger.contents(bucket);
      world.setDay(begun);
      var intent = forger.intend(set);
      world.setDay(ended);
      forger.destroy(bucket);
      forger.receipt(intent, set);
      // Nothing else is due, or early.
      world.setDay("2026-01-02");
    });
  }

  @Test
  void a_file_in_a_bucket_that_was_destroyed() throws Exception {
    purgeShort(UnaryOperator.identity());
    volume.put("records/" + SHORT.text() + "/2026-01-01/000000000009.records", new byte[0]);
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void records_of_a_bucket_that_was_destroyed_elsewhere() throws Exception {
    var records = read(shortRecords());
    purgeShort(UnaryOperator.identity());
    volume.put("records/kept/000000000000.records", records);
    assertThat(found()).containsExactly(Check.RECORD_FILE, Check.RECEIPT);
  }

  @Test
  void a_key_that_isnt_marked_as_destroyed_any_more() throws Exception {
    purgeShort(UnaryOperator.identity());
    volume.delete(shortKey());
    assertThat(found()).containsExactly(Check.RECEIPT);
  }

  @Test
  void a_key_that_is_due_and_has_no_records() throws Exception {
    volume.delete(shortRecords());
    world.setDay("2026-01-08");
    assertThat(found()).containsExactly(Check.HOLE, Check.OVERDUE);
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
}
