package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Clocks;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.seal.FileRootKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

  private static final Instant THEN = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-07T12:00:00Z");
  private static final Retention DAYS = Retention.between(Period.ZERO, Period.ofDays(5));
  private static final Retention MONTHS =
      Retention.between(Period.ofMonths(6), Period.ofMonths(24));

  @TempDir Path folder;
  private final RecordId id = new RecordId(1, 2);
  private String volume = "";
  private String key = "";
  private String rootKey = "";

  @BeforeEach
  void live() throws Exception {
    var signer = SignerKey.generate(new Origin("example.com/gateway-0"));
    var root = FileRootKey.generate();
    key = Files.writeString(folder.resolve("log.pub"), signer.verifier().text() + "\n").toString();
    rootKey = Files.writeString(folder.resolve("root.key"), root).toString();
    volume = folder.resolve("volume").toString();
    var settings =
        new EvidenceSettings(
            LogSettings.of(signer),
            FileRootKey.parse("root", root)
                .orThrow(violation -> new IllegalStateException(violation.message())),
            InstantSource.fixed(LATER));
    try (var log = EvidenceLog.open(Path.of(volume), settings)) {
      request(log, id, MONTHS);
      request(log, RecordId.random(), DAYS);
      log.purge(new Clocks(LATER, LATER), Optional.empty());
    }
  }

  private static void request(EvidenceLog log, RecordId id, Retention retention) throws Exception {
    var word = new Word("x");
    log.record(
        new RequestStart(
            id,
            THEN,
            0,
            word,
            new Word("team-a/minilm"),
            word,
            new Word("r-1"),
            new Word("/v1/embeddings"),
            word,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        retention);
    log.record(
        new RequestEnd(
            id,
            THEN,
            5,
            Outcome.SHED,
            429,
            Optional.of(new Word("queue_full")),
            Optional.empty(),
            Optional.empty(),
            1,
            2,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty()),
        retention);
  }

  private CommandRun verify(String... more) {
    var all = new ArrayList<>(List.of("audit", "verify", volume, "--key", key));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void a_sound_log_is_told_in_a_few_lines() {
    var run = verify("--today", "2026-01-07");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("example.com/gateway-0: 6 entries, root ")
        .contains("requests: 2 begun, 2 ended, 0 interrupted, 0 not ended yet")
        .contains("records: 4 there; 2 destroyed with a receipt")
        .contains("destroyed: min-P0D.max-P5D/2026-01-01, 2 records, on 2026-01-07T12:00:00Z")
        .endsWith("sound\n");
  }

  @Test
  void what_is_wrong_is_told_with_its_place_and_exit_code_1() {
    var run = verify("--today", "2029-01-01");
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out())
        .contains(
            "WRONG overdue: min-P6M.max-P24M/2026-01-01: it was due on 2028-01-01 and is still"
                + " there")
        .endsWith("not sound: 1 thing is wrong\n");
  }

  @Test
  void json_has_the_same() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(verify("--today", "2029-01-01", "--json", "--root-key", rootKey).out());
    assertThat(json.get("sound").asBoolean()).isFalse();
    assertThat(json.get("size").asInt()).isEqualTo(6);
    assertThat(json.get("entries").get("purge-receipt").asInt()).isEqualTo(1);
    assertThat(json.get("decrypted").asInt()).isEqualTo(2);
    assertThat(json.get("findings").get(0).get("check").asText()).isEqualTo("overdue");
  }

  @Test
  void a_checkpoint_that_was_kept_must_be_contained() throws Exception {
    var kept = Files.copy(Path.of(volume, "log", "checkpoint"), folder.resolve("kept")).toString();
    assertThat(verify("--today", "2026-01-07", "--witnessed", kept).exitCode()).isZero();
  }

  @Test
  void records_are_found_by_service_and_day() {
    var run =
        CommandRun.of(
            "audit",
            "search",
            volume,
            "--root-key",
            rootKey,
            "--from",
            "2026-01-01",
            "--service",
            "team-a/minilm");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .startsWith("0 2026-01-01T12:00:00Z start id=00000000000000010000000000000002")
        .contains("service=team-a/minilm");
    assertThat(
            CommandRun.of(
                    "audit",
                    "search",
                    volume,
                    "--root-key",
                    rootKey,
                    "--from",
                    "2026-01-01",
                    "--id",
                    id.toString(),
                    "--kind",
                    "end",
                    "--json")
                .out())
        .contains("\"index\":1,\"kind\":\"end\"")
        .contains("\"outcome\":\"shed\",\"status\":429,\"errorCode\":\"queue_full\"");
  }

  @Test
  void a_record_is_proven_by_its_id() {
    var run = CommandRun.of("audit", "prove", volume, id.toString(), "--key", key);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("c2sp.org/tlog-proof@v1\nextra ").contains("\nindex 1\n");
    assertThat(run.err()).contains("note: entry 0, start of 2026-01-01");
  }

  @Test
  void what_isnt_there_or_isnt_right_is_told() {
    assertThat(CommandRun.of("audit").err()).contains("use verify, search or prove");
    assertThat(CommandRun.of("audit", "verify", "/nowhere", "--key", key).err())
        .contains("there is no evidence log");
    assertThat(CommandRun.of("audit", "verify", volume, "--key", rootKey).err())
        .contains("it is no public key of a log");
    assertThat(
            CommandRun.of("audit", "prove", volume, RecordId.random().toString(), "--key", key)
                .err())
        .contains("there is no entry of this id");
    assertThat(CommandRun.of("audit", "prove", volume, "x", "--key", key).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(CommandRun.of("audit", "search", volume, "--root-key", key).err())
        .contains("it is no root key");
  }
}
