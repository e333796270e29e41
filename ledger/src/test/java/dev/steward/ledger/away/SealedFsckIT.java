package dev.steward.ledger.away;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.World;
import dev.steward.ledger.log.Fsck;
import dev.steward.ledger.volume.FolderVolume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tessera's fsck over a log whose files left, and came back. */
class SealedFsckIT {

  @Test
  void it_finds_a_log_sound_that_was_brought_back_together(@TempDir Path folder) throws Exception {
    var world = new World("2026-01-01");
    var depot = new FickleDepot();
    try (var log = world.open(FolderVolume.open(folder))) {
      for (var i = 0; i < 600; i++) {
        world.request(log, World.LONG);
      }
    }
    try (var log = EvidenceLog.open(FolderVolume.open(folder), world.settings().with(depot))) {
      assertThat(log.seal(Instant.MAX).files()).isPositive();
    }
    assertThat(Fsck.run(folder.resolve("log"), World.KEY.verifier()))
        .isInstanceOf(Fsck.Broken.class);
    for (var object : depot.objects().entrySet()) {
      Files.write(folder.resolve(object.getKey()), object.getValue());
    }
    assertThat(Fsck.run(folder.resolve("log"), World.KEY.verifier()))
        .isEqualTo(new Fsck.Sound(1200));
  }
}
