package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.ProofCheck;
import dev.steward.ledger.merkle.Proofs;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.SimulatedVolume.Fate;
import dev.steward.ledger.volume.SimulatedVolume.PowerLoss;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Power is lost, or the disk fails, at every single step of a log's life. */
class CrashTest {

  /** Chance is tried several times. */
  private static final List<Fate> FATES =
      List.of(Fate.LOST, Fate.KEPT, Fate.TORN, Fate.TORN, Fate.TORN, Fate.TORN);

  private static int steps() throws Exception {
    var volume = new SimulatedVolume();
    new Story().live(volume);
    return volume.steps();
  }

  /** What the users were told holds: entries that are durable, checkpoints that are contained. */
  private static void holds(Story story, SimulatedVolume volume) throws IOException {
    var entries = LogContents.entries(volume, Story.KEY.verifier());
    assertThat(entries.size()).isBetween(story.told, story.asked.size());
    assertThat(entries).isEqualTo(story.asked.subList(0, entries.size()));
    var now = LogContents.checkpoint(volume, Story.KEY.verifier()).checkpoint();
    for (var signed : story.published) {
      var before = signed.checkpoint();
      assertThat(before.size()).isLessThanOrEqualTo(now.size());
      var proofs = new Proofs(new TileReader(volume, "log/", now.size()));
      var proof =
          before.size() == 0 ? List.<Hash>of() : proofs.consistency(before.size(), now.size());
      assertThat(ProofCheck.consistent(before.size(), before.root(), now.size(), now.root(), proof))
          .isTrue();
    }
  }

  private static Story until(int step, SimulatedVolume volume) throws Exception {
    var story = new Story();
    assertThatThrownBy(() -> story.live(volume.losingPowerAt(step))).isInstanceOf(PowerLoss.class);
    return story;
  }

  private static void reopen(SimulatedVolume volume) throws LedgerException, IOException {
    var log = Story.open(volume);
    log.publish();
    log.close();
  }

  /** The log takes entries as if nothing had been. */
  private static Story goneOn(Story story, SimulatedVolume volume) throws Exception {
    var log = Story.open(volume);
    log.publish();
    var next = new Story();
    next.asked.addAll(story.asked.subList(0, (int) log.size()));
    next.published.addAll(story.published);
    next.append(log, 2, 10);
    log.settle();
    log.close();
    return next;
  }

  @Test
  void whatever_was_durable_is_there_after_power_is_lost_at_any_step() throws Exception {
    var steps = steps();
    assertThat(steps).isGreaterThan(50);
    for (var step = 0; step < steps; step++) {
      var volume = new SimulatedVolume();
      var story = until(step, volume);
      for (var seed = 0; seed < FATES.size(); seed++) {
        var fate = FATES.get(seed);
        var after = volume.afterPowerLoss(fate, new Random(seed * 1000L + step));
        reopen(after);
        holds(story, after);
        holds(goneOn(story, after), after);
      }
    }
  }

  @Test
  void power_may_be_lost_again_at_any_step_of_the_recovery() throws Exception {
    var steps = steps();
    for (var step = 0; step < steps; step += 3) {
      var volume = new SimulatedVolume();
      var story = until(step, volume);
      var random = new Random(step);
      for (var again = 0; ; again++) {
        var after = volume.afterPowerLoss(Fate.TORN, random);
        try {
          reopen(after.losingPowerAt(again));
        } catch (PowerLoss e) {
          var third = after.afterPowerLoss(FATES.get(again % 3), random);
          reopen(third);
          holds(story, third);
          continue;
        }
        break;
      }
    }
  }

  @Test
  void a_disk_that_fails_or_is_full_at_any_step_loses_nothing_that_was_told() throws Exception {
    var steps = steps();
    for (var step = 0; step < steps; step++) {
      var volume = new SimulatedVolume().failingAt(step, "No space left on device");
      var story = new Story();
      assertThatThrownBy(() -> story.live(volume)).isInstanceOf(IOException.class);
      for (var fate : Fate.values()) {
        var after = volume.afterPowerLoss(fate, new Random(step));
        reopen(after);
        holds(story, after);
      }
    }
  }
}
