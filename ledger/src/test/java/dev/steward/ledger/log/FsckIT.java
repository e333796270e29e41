package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.volume.FolderVolume;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of ours before a checker that isn't ours: fsck of transparency.dev's Tessera. */
class FsckIT {

  @TempDir Path folder;

  private static void append(MerkleLog log, int from, int to) {
    CompletableFuture.allOf(
            IntStream.range(from, to)
                .mapToObj(
                    i -> log.append(("entry " + i).getBytes(StandardCharsets.UTF_8), new byte[100]))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private MerkleLog open() throws Exception {
    return MerkleLog.open(FolderVolume.open(folder), Story.SETTINGS, Beside.NOTHING);
  }

  private Fsck fsck() throws Exception {
    return Fsck.run(folder.resolve("log"), Story.KEY.verifier());
  }

  /** Sizes about which the format has something to say. */
  @Test
  void it_finds_a_log_of_any_size_sound() throws Exception {
    var size = 0;
    for (var next : new int[] {1, 2, 255, 256, 257, 512, 1000, 70_000}) {
      try (var log = open()) {
        append(log, size, next);
      }
      size = next;
      assertThat(fsck()).as("%d entries", size).isEqualTo(new Fsck.Sound(size));
    }
  }

  @Test
  void it_finds_a_log_sound_while_it_is_written_to() throws Exception {
    try (var log = open()) {
      append(log, 0, 300);
      log.onCheckpoint(_ -> {});
      log.hurry();
      while (log.checkpoint().orElseThrow().checkpoint().size() < 300) {
        Thread.onSpinWait();
      }
      assertThat(fsck()).isEqualTo(new Fsck.Sound(300));
    }
  }

  @Test
  void it_finds_what_was_changed() throws Exception {
    try (var log = open()) {
      append(log, 0, 300);
    }
    var bundle = folder.resolve("log/tile/entries/000");
    var bytes = Files.readAllBytes(bundle);
    bytes[10] ^= 1;
    Files.write(bundle, bytes);
    assertThat(fsck()).isInstanceOf(Fsck.Broken.class);
  }
}
