package dev.steward.ledger;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Clocks;
import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.SimulatedVolume.Fate;
import dev.steward.ledger.volume.SimulatedVolume.PowerLoss;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceLogTest {

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();

  @Test
  void requests_are_recorded_and_an_outsider_finds_nothing_wrong() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 150; i++) {
        world.request(log, i % 2 == 0 ? SHORT : LONG);
      }
    }
    var report = world.verified(volume);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(Map.of(EntryKind.START, 150L, EntryKind.END, 150L));
    assertThat(report.records()).isEqualTo(300);
    assertThat(report.open()).isZero();
  }

  @Test
  void with_the_root_key_every_record_is_read() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
      world.request(log, LONG);
    }
    var report = Verifier.verify(volume, world.evidence().with(World.ROOT));
    assertThat(report.findings()).isEmpty();
    assertThat(report.decrypted()).isEqualTo(4);
  }

  @Test
  void a_start_without_an_end_is_interrupted_when_the_log_is_opened_again() throws Exception {
    var id = RecordId.random();
    try (var log = world.open(volume)) {
      world.request(log, LONG);
      log.record(world.start(id), LONG);
    }
    assertThat(world.verified(volume).open()).isEqualTo(1);
    for (var life = 0; life < 2; life++) {
      world.open(volume).close();
      var report = world.verified(volume);
      assertThat(report.findings()).isEmpty();
      assertThat(report.open()).isZero();
      assertThat(report.entries()).containsEntry(EntryKind.INTERRUPTED, 1L);
    }
  }

  @Test
  void the_first_record_of_a_day_makes_its_key_and_the_next_ones_wait_for_no_file()
      throws Exception {
    try (var log = world.open(volume)) {
      assertThat(log.isReady(LONG, world.instant())).isFalse();
      world.request(log, LONG);
      assertThat(log.isReady(LONG, world.instant())).isTrue();
      assertThat(log.isReady(SHORT, world.instant())).isFalse();
      world.setDay("2026-01-02");
      assertThat(log.isReady(LONG, world.instant())).isFalse();
    }
  }

  @Test
  void a_gap_is_told() throws Exception {
    var gap =
        new Gap(
            RecordId.random(),
            world.instant(),
            world.instant().minusSeconds(60),
            17,
            new Word("disk-full"));
    try (var log = world.open(volume)) {
      log.submit(gap).join();
    }
    assertThat(world.verified(volume).gaps()).containsExactly(gap);
  }

  @Test
  void what_is_due_is_destroyed_with_a_receipt_and_the_rest_stays() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 5; i++) {
        world.request(log, SHORT);
        world.request(log, LONG);
      }
      world.setDay("2026-01-05");
      assertThat(log.purge(world.clocks(), Optional.empty()))
          .isEqualTo(new Purge.Done(List.of(), List.of()));
      world.setDay("2026-01-06");
      var purge = (Purge.Done) log.purge(world.clocks(), Optional.of(new Word("sha256:p")));
      assertThat(purge.purged()).hasSize(1);
      assertThat(purge.purged().getFirst().count()).isEqualTo(10);
      assertThat(log.purge(world.clocks(), Optional.empty()))
          .isEqualTo(new Purge.Done(List.of(), List.of()));
      world.request(log, SHORT);
    }
    world.setDay("2026-01-10");
    var report = world.verified(volume);
    assertThat(report.findings()).isEmpty();
    assertThat(report.receipts()).hasSize(1);
    assertThat(report.records()).isEqualTo(14);
    assertThat(volume.list("records/" + SHORT.text())).doesNotContain("2026-01-01");
    assertThat(new String(keyFile("2026-01-01"), StandardCharsets.US_ASCII))
        .isEqualTo("destroyed\n");
  }

  private byte[] keyFile(String day) {
    return volume.read("keys/" + SHORT.text() + "/" + day + ".key").orElseThrow();
  }

  @Test
  void nothing_of_what_was_destroyed_is_left_on_the_volume(@TempDir Path folder) throws Exception {
    try (var log = EvidenceLog.open(folder, world.settings())) {
      world.request(log, SHORT);
    }
    var wrapped = Files.readAllBytes(folder.resolve("keys/" + SHORT.text() + "/2026-01-01.key"));
    byte[] ciphertext;
    try (var files = Files.list(folder.resolve("records/" + SHORT.text() + "/2026-01-01"))) {
      ciphertext = Files.readAllBytes(files.findFirst().orElseThrow());
    }
    assertThat(found(folder, "minilm".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(found(folder, tail(wrapped))).isNotEmpty();
    assertThat(found(folder, tail(ciphertext))).isNotEmpty();
    world.setDay("2026-01-07");
    try (var log = EvidenceLog.open(folder, world.settings())) {
      log.purge(world.clocks(), Optional.empty());
    }
    assertThat(found(folder, tail(wrapped))).isEmpty();
    assertThat(found(folder, tail(ciphertext))).isEmpty();
  }

  private static byte[] tail(byte[] bytes) {
    return Arrays.copyOfRange(bytes, bytes.length - 48, bytes.length - 16);
  }

  private static List<Path> found(Path folder, byte[] wanted) throws Exception {
    var text = new String(wanted, StandardCharsets.ISO_8859_1);
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @Test
  void nothing_is_destroyed_while_clocks_disagree() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
      var now = world.instant();
      var wrong = new Clocks(now.plus(Duration.ofDays(3650)), now);
      assertThat(log.purge(wrong, Optional.empty())).isInstanceOf(Purge.Refused.class);
    }
    assertThat(world.verified(volume).records()).isEqualTo(2);
  }

  @Test
  void a_record_of_a_day_that_was_destroyed_is_refused() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
      world.setDay("2026-01-07");
      log.purge(world.clocks(), Optional.empty());
      world.setDay("2026-01-01");
      assertThatThrownBy(() -> world.request(log, SHORT))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("the clock: it was set back");
      world.request(log, LONG);
    }
    world.setDay("2026-01-07");
    assertThat(world.verified(volume).findings()).isEmpty();
  }

  @Test
  void a_purge_goes_on_after_power_was_lost_at_any_step() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
      world.request(log, LONG);
    }
    world.setDay("2026-01-08");
    var steps = purging(copy(volume, Fate.KEPT, 0), -1);
    for (var step = 0; step < steps; step++) {
      var dying = copy(volume, Fate.KEPT, 0);
      purging(dying, step);
      for (var fate : Fate.values()) {
        var after = copy(dying, fate, step);
        purging(after, -1);
        var report = world.verified(after);
        assertThat(report.findings()).as("step %d, %s", step, fate).isEmpty();
        assertThat(report.receipts()).hasSize(1);
        assertThat(report.records()).isEqualTo(2 + 2);
      }
    }
  }

  private static SimulatedVolume copy(SimulatedVolume volume, Fate fate, int seed) {
    return volume.afterPowerLoss(fate, new Random(seed));
  }

  /** Opens the log, purges and closes it; how many steps it took. */
  private int purging(SimulatedVolume on, int losingPowerAt) throws Exception {
    try (var log = world.open(on.losingPowerAt(losingPowerAt))) {
      var _ = log.purge(world.clocks(), Optional.empty());
    } catch (LedgerException | PowerLoss e) {
      if (losingPowerAt < 0) {
        throw e;
      }
    }
    return on.steps();
  }

  @Test
  void requests_go_on_while_a_bucket_is_destroyed() throws Exception {
    try (var log = world.open(volume);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 10; i++) {
        world.request(log, SHORT);
      }
      world.setDay("2026-01-07");
      List<Future<?>> all = new ArrayList<>();
      for (var i = 0; i < 200; i++) {
        all.add(
            threads.submit(() -> {
              world.request(log, SHORT);
              return 0;
            }));
      }
      log.purge(world.clocks(), Optional.empty());
      for (var one : all) {
        one.get();
      }
    }
    var report = world.verified(volume);
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(400 + 2);
  }

  @Test
  void another_root_key_is_refused_before_anything_is_recorded() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
    }
    var other =
        FileRootKey.parse("root", FileRootKey.generate())
            .orThrow(violation -> new IllegalStateException(violation.message()));
    var settings = new EvidenceSettings(world.settings().log(), other, world);
    assertThatThrownBy(() -> EvidenceLog.open(volume, settings))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("root key");
  }
}
