package dev.steward.ledger.rehearse;

import static dev.steward.ledger.World.KEY;
import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.World;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.verify.Check;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Finding;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.FolderReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

  private static final LocalDate DAY = LocalDate.parse("2026-01-06");

  private final World world = new World("2026-01-01");

  @TempDir Path folder;

  private Path original() {
    return folder.resolve("log");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  @BeforeEach
  void live() throws Exception {
    try (var log = EvidenceLog.open(original(), world.settings())) {
      world.request(log, SHORT);
      world.request(log, LONG);
    }
  }

  private Rehearsal rehearse(LocalDate day) throws Exception {
    return Rehearsal.of(new FolderReader(original()), List.of(KEY.verifier()), copy(), day);
  }

  private Report verified(Path log, LocalDate day, VerifierKey... keys) throws IOException {
    return Verifier.verify(new FolderReader(log), Evidence.of(List.of(keys), day));
  }

  private static Map<String, String> bytes(Path folder) throws IOException {
    var bytes = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(
            folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return bytes;
  }

  @Test
  void what_is_due_on_that_day_is_gone_from_the_copy_with_a_receipt() throws Exception {
    var rehearsal = rehearse(DAY);
    assertThat(rehearsal.log().text()).isEqualTo("example.com/gateway-0");
    assertThat(rehearsal.destroyed())
        .extracting(set -> set.bucket().path())
        .containsExactly("min-P0D.max-P5D/2026-01-01");
    assertThat(rehearsal.kept()).isEqualTo(1);
    var later = DAY.plusDays(2);
    var report = verified(copy(), later, rehearsal.key());
    assertThat(report.findings()).isEmpty();
    assertThat(report.receipts()).hasSize(1);
    assertThat(report.checkpoint().orElseThrow().origin().text())
        .isEqualTo("example.com/gateway-0/rehearsal");
    assertThat(verified(original(), later, KEY.verifier()).findings())
        .extracting(Finding::check)
        .containsExactly(Check.OVERDUE);
  }

  @Test
  void before_that_day_nothing_is() throws Exception {
    assertThat(rehearse(DAY.minusDays(1)).destroyed()).isEmpty();
  }

  @Test
  void the_log_isn_t_touched_and_its_keys_open_its_records() throws Exception {
    var before = bytes(original());
    var _ = rehearse(DAY);
    assertThat(bytes(original())).isEqualTo(before);
    assertThat(Files.readString(copy().resolve("keys/min-P0D.max-P5D/2026-01-01.key")))
        .isEqualTo("destroyed\n");
    assertThat(
            Verifier.verify(new FolderReader(original()), world.evidence().with(World.ROOT))
                .decrypted())
        .isEqualTo(4);
  }

  @Test
  void the_copy_contains_what_was_witnessed_of_the_log() throws Exception {
    var witnessed =
        SignedCheckpoint.verify(
                "checkpoint",
                Files.readString(original().resolve("log/checkpoint")),
                List.of(KEY.verifier()))
            .orThrow(violation -> new IllegalStateException(violation.message()));
    var rehearsal = rehearse(DAY);
    var evidence = Evidence.of(List.of(rehearsal.key()), DAY).with(witnessed);
    assertThat(Verifier.verify(new FolderReader(copy()), evidence).findings()).isEmpty();
  }

  @Test
  void nobody_takes_a_rehearsal_for_the_log() throws Exception {
    var _ = rehearse(DAY);
    assertThat(verified(copy(), DAY, KEY.verifier()).findings())
        .extracting(Finding::check)
        .containsExactly(Check.CHECKPOINT);
    assertThatThrownBy(() -> EvidenceLog.open(copy(), world.settings()).close())
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void requests_under_way_are_interrupted_in_the_copy_alone() throws Exception {
    try (var log = EvidenceLog.open(original(), world.settings())) {
      log.record(world.start(RecordId.random()), LONG);
      var rehearsal = rehearse(DAY);
      assertThat(verified(copy(), DAY, rehearsal.key()).findings()).isEmpty();
      assertThat(log.size()).isEqualTo(5);
    }
  }

  @Test
  void a_day_before_the_newest_records_is_refused() {
    assertThatThrownBy(() -> rehearse(LocalDate.parse("2025-12-31")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("there are records of 2026-01-01 already");
  }

  @Test
  void a_log_that_the_keys_given_didn_t_sign_isn_t_rehearsed() {
    var another = SignerKey.generate(new Origin("example.com/gateway-0")).verifier();
    assertThatThrownBy(
            () -> Rehearsal.of(new FolderReader(original()), List.of(another), copy(), DAY))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("none of the keys given signed it");
  }
}
