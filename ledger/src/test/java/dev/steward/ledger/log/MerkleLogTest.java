package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.volume.FolderVolume;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MerkleLogTest {

  private static final LogSettings SETTINGS =
      Story.SETTINGS.withCheckpointEvery(Duration.ofMillis(20));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MerkleLog open(Volume volume) throws LedgerException {
    return MerkleLog.open(volume, SETTINGS, Beside.NOTHING);
  }

  @Test
  void many_virtual_threads_append_at_once_and_each_entry_has_its_own_place(@TempDir Path folder)
      throws Exception {
    Set<Long> places = ConcurrentHashMap.newKeySet();
    try (var log = open(FolderVolume.open(folder));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 2000; i++) {
        var entry = bytes("entry " + i);
        var _ = threads.submit(() -> places.add(log.appendAndWait(entry, new byte[300])));
      }
    }
    assertThat(places).hasSize(2000).contains(0L, 1999L);
    var volume = FolderVolume.open(folder);
    var entries = LogContents.entries(volume, Story.KEY.verifier());
    assertThat(new HashSet<>(entries)).hasSize(2000);
    volume.close();
  }

  @Test
  void a_log_goes_on_where_it_was_closed(@TempDir Path folder) throws Exception {
    for (var life = 0; life < 3; life++) {
      try (var log = open(FolderVolume.open(folder))) {
        assertThat(log.size()).isEqualTo(life);
        assertThat(log.appendAndWait(bytes("entry " + life), new byte[0])).isEqualTo(life);
      }
    }
    try (var volume = FolderVolume.open(folder)) {
      assertThat(LogContents.entries(volume, Story.KEY.verifier()))
          .containsExactly("entry 0", "entry 1", "entry 2");
    }
  }

  @Test
  void a_witness_is_told_each_checkpoint_and_an_idle_log_signs_none() throws Exception {
    BlockingQueue<SignedCheckpoint> told = new LinkedBlockingQueue<>();
    try (var log = open(new SimulatedVolume())) {
      log.onCheckpoint(told::add);
      log.appendAndWait(bytes("a"), new byte[0]);
      var first = told.take().checkpoint();
      assertThat(first.size()).isEqualTo(1);
      log.appendAndWait(bytes("b"), new byte[0]);
      log.hurry();
      assertThat(told.take().checkpoint().size()).isEqualTo(2);
      assertThat(log.checkpoint().orElseThrow().checkpoint().size()).isEqualTo(2);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void a_second_log_on_a_volume_is_refused(@TempDir Path folder) throws Exception {
    try (var _ = open(FolderVolume.open(folder))) {
      assertThatThrownBy(() -> FolderVolume.open(folder))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("another process writes to this log");
    }
    FolderVolume.open(folder).close();
  }

  @Test
  void a_log_on_a_failing_disk_takes_no_more_and_says_why() throws Exception {
    var volume = new SimulatedVolume();
    try (var log = open(volume)) {
      log.appendAndWait(bytes("a"), new byte[0]);
      volume.failingAt(volume.steps(), "Input/output error");
      assertThatThrownBy(() -> log.appendAndWait(bytes("b"), new byte[0]))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("Input/output error");
      assertThat(log.health())
          .isEqualTo(new LogHealth.Failing("java.io.IOException: Input/output error"));
      volume.failingAt(-1, "");
      assertThatThrownBy(() -> log.appendAndWait(bytes("c"), new byte[0]))
          .hasMessageContaining("Input/output error");
    }
    try (var log = open(volume)) {
      assertThat(log.health()).isEqualTo(new LogHealth.Healthy());
      assertThat(log.size()).isBetween(1L, 2L);
    }
  }

  @Test
  void a_closed_log_takes_nothing() throws Exception {
    var log = open(new SimulatedVolume());
    log.close();
    log.close();
    assertThatThrownBy(() -> log.appendAndWait(bytes("a"), new byte[0]))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_volume_that_was_put_back_is_refused_where_a_witness_knows_more(@TempDir Path folder)
      throws Exception {
    var early = folder.resolve("early");
    var late = folder.resolve("late");
    try (var log = open(FolderVolume.open(early))) {
      log.appendAndWait(bytes("a"), new byte[0]);
    }
    copy(early, late);
    var log = open(FolderVolume.open(late));
    log.appendAndWait(bytes("b"), new byte[0]);
    log.close();
    var witnessed = log.checkpoint().orElseThrow();
    var settings = SETTINGS.withWitnessed(witnessed);
    MerkleLog.open(FolderVolume.open(late), settings, Beside.NOTHING).close();
    assertThatThrownBy(() -> MerkleLog.open(FolderVolume.open(early), settings, Beside.NOTHING))
        .hasMessageContaining("doesn't contain the witnessed log of 2 entries");
    try (var other = open(FolderVolume.open(early))) {
      other.appendAndWait(bytes("another b"), new byte[0]);
    }
    assertThatThrownBy(() -> MerkleLog.open(FolderVolume.open(early), settings, Beside.NOTHING))
        .hasMessageContaining("doesn't contain the witnessed log of 2 entries");
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Test
  void what_is_too_large_is_refused_before_it_is_taken() throws Exception {
    try (var log = open(new SimulatedVolume())) {
      assertThatThrownBy(() -> log.append(new byte[0], new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.append(new byte[65_536], new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.append(new byte[1], new byte[MerkleLog.LARGEST_COMPANION + 1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(log.appendAndWait(new byte[65_535], new byte[MerkleLog.LARGEST_COMPANION]))
          .isEqualTo(0);
    }
  }
}
