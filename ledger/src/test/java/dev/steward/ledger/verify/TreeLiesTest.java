package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** About the tree, its checkpoint, and what somebody else has seen of them. */
class TreeLiesTest extends Lies {

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
    sign(12, Hash.of(new byte[32]));
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

  @Test
  void a_signed_log_of_more_entries_than_can_be_verified() throws Exception {
    sign(1L << 31, Hash.of(new byte[32]));
    assertThat(found()).containsExactly(Check.CHECKPOINT);
  }

  private void sign(long size, Hash root) throws Exception {
    var note =
        SignedCheckpoint.sign(
            new Checkpoint(World.KEY.verifier().name(), size, root), List.of(World.KEY));
    volume.put("log/checkpoint", note.note().note().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tiles_that_are_full_are_checked_on_every_level() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 130; i++) {
        world.request(log, SHORT);
      }
    }
    assertThat(found()).isEmpty();
    for (var tile : List.of("log/tile/0/000", "log/tile/1/000.p/1")) {
      flip(tile, 20);
      assertThat(found()).as(tile).containsExactly(Check.TILE);
      flip(tile, 20);
    }
    volume.delete("log/tile/0/000");
    assertThat(found()).containsExactly(Check.FILES);
  }

  @Test
  void partial_files_that_hold_more_or_less_than_they_say() throws Exception {
    for (var kind : List.of("0", "entries")) {
      var folder = "log/tile/%s/000.p/".formatted(kind);
      var whole = read(folder + "12");
      var one = whole.length / 12;
      var check = kind.equals("0") ? Check.TILE : Check.FILES;
      for (var length : List.of(0, one, 7 * one, 8 * one - 1, 8 * one + 1, 9 * one)) {
        volume.put(folder + "8", Arrays.copyOf(whole, length));
        assertThat(found()).as("%s of %d bytes", kind, length).containsExactly(check);
      }
      volume.put(folder + "8", Arrays.copyOf(whole, 8 * one));
      assertThat(found()).isEmpty();
    }
  }

  @Test
  void a_file_of_entries_that_holds_none() throws Exception {
    volume.put("log/tile/entries/000.p/8", new byte[] {0, 9, 1});
    assertThat(found()).containsExactly(Check.FILES);
  }

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
    assertThat(findings(world.evidence().with(seen)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.check()).isEqualTo(Check.CONSISTENCY);
          assertThat(finding.problem()).contains("of another log");
        });
  }

  @Test
  void an_empty_log_that_was_another_one() throws Exception {
    var seen =
        SignedCheckpoint.sign(
            new Checkpoint(World.KEY.verifier().name(), 0, Hash.of(new byte[32])),
            List.of(World.KEY));
    assertThat(found(world.evidence().with(seen))).containsExactly(Check.CONSISTENCY);
  }
}
