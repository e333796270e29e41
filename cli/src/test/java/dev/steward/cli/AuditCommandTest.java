package dev.steward.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.content.ContentLimits;
import dev.steward.ledger.content.Contents;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.keys.InstallationSecret;
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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
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
  private final RecordId kept = new RecordId(1, 3);

  @SuppressWarnings("NullAway.Init") // made anew before each test
  private EvidenceSettings settings;

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
    settings =
        new EvidenceSettings(
            LogSettings.of(signer),
            FileRootKey.parse("root", root)
                .orThrow(violation -> new IllegalStateException(violation.message())),
            InstantSource.fixed(LATER));
    try (var log = EvidenceLog.open(Path.of(volume), settings)) {
      request(log, id, MONTHS);
      content(log);
      request(log, RecordId.random(), DAYS);
      log.purge(new Clocks(LATER, LATER), Optional.empty());
    }
  }

  /** A control character is in it, as a client may send one. */
  private void content(EvidenceLog log) throws Exception {
    var limits = new ContentLimits(16, 16, Duration.ofSeconds(1), 1 << 20, 1 << 20);
    try (var contents = new Contents(log, limits, () -> true, InstantSource.fixed(THEN))) {
      var content = contents.begin(kept, log.submit(start(kept), MONTHS), MONTHS);
      content.request(ByteBuffer.wrap("What is it?\u001b\t".getBytes(UTF_8)));
      content.answer(ByteBuffer.wrap("A cat on ".getBytes(UTF_8)));
      content.end(end(kept), MONTHS).join();
    }
  }

  private static void request(EvidenceLog log, RecordId id, Retention retention) throws Exception {
    log.record(start(id), retention);
    log.record(end(id), retention);
  }

  private static RequestStart start(RecordId id) {
    var word = new Word("x");
    return new RequestStart(
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
        Optional.empty());
  }

  private static RequestEnd end(RecordId id) {
    return new RequestEnd(
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
        Optional.empty());
  }

  private CommandRun verify(String... more) {
    var all = new ArrayList<>(List.of("audit", "verify", volume, "--key", key));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** Its files are where files that left are, and it says so. */
  private String left() throws Exception {
    var elsewhere = folder.resolve("elsewhere");
    var bundle = Path.of("records", MONTHS.text(), "2026-01-01");
    Files.createDirectories(elsewhere.resolve(bundle));
    try (var files = Files.list(Path.of(volume).resolve(bundle))) {
      for (var file : files.toList()) {
        Files.copy(file, elsewhere.resolve(bundle).resolve(file.getFileName()));
      }
    }
    var sealed = Files.createDirectories(Path.of(volume, "sealed"));
    Files.writeString(sealed.resolve("place"), "s3://evidence/gateway-0\n");
    return elsewhere.toString();
  }

  @Test
  void of_files_that_left_it_is_said_where_they_are() throws Exception {
    var elsewhere = left();
    var run = verify("--today", "2026-01-07");
    assertThat(run.err()).contains("give --sealed s3://evidence/gateway-0");
    var both = verify("--today", "2026-01-07", "--sealed", elsewhere);
    assertThat(both.exitCode()).isZero();
    assertThat(both.err()).isEmpty();
    assertThat(verify("--sealed", folder.resolve("nothing").toString()).exitCode()).isEqualTo(2);
  }

  private CommandRun purge(Path of, Path secret, LocalDate today) {
    return CommandRun.of(
        "audit",
        "purge",
        of.toString(),
        "--secret",
        secret.toString(),
        "--gateway",
        "steward-gateway-2",
        "--today",
        today.toString());
  }

  @Test
  void what_is_due_in_a_log_that_was_left_is_destroyed_by_two_words() throws Exception {
    var secret = Files.createDirectory(folder.resolve("secret"));
    var texts = InstallationSecret.generate(Optional.empty());
    for (var text : texts.entrySet()) {
      Files.writeString(secret.resolve(text.getKey()), text.getValue());
    }
    var keys =
        InstallationSecret.parse("secret", name -> Optional.ofNullable(texts.get(name)))
            .orThrow(wrong -> new IllegalStateException(wrong.message()));
    var left = folder.resolve("left");
    var settings =
        new EvidenceSettings(
            LogSettings.of(keys.signer("steward-gateway-2")),
            keys.root(),
            InstantSource.fixed(THEN));
    try (var log = EvidenceLog.open(left, settings)) {
      request(log, id, DAYS);
    }
    var today = LocalDate.now(ZoneOffset.UTC);
    assertThat(purge(left, secret, today.minusDays(1)).exitCode()).isEqualTo(1);
    assertThat(purge(left, secret, today).out())
        .isEqualTo("destroyed: min-P0D.max-P5D/2026-01-01, 2 records\n");
    assertThat(purge(left, secret, today).out()).isEqualTo("nothing is due\n");
  }

  @Test
  void a_sound_log_is_told_in_a_few_lines() {
    var run = verify("--today", "2026-01-07");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("example.com/gateway-0: 10 entries, root ")
        .contains("requests: 3 begun, 3 ended, 0 interrupted, 0 not ended yet")
        .contains("records: 8 there; 2 destroyed with a receipt")
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
        .endsWith("not sound: 2 things are wrong\n");
  }

  @Test
  void json_has_the_same() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(verify("--today", "2029-01-01", "--json", "--root-key", rootKey).out());
    assertThat(json.get("sound").asBoolean()).isFalse();
    assertThat(json.get("size").asInt()).isEqualTo(10);
    assertThat(json.get("entries").get("purge-receipt").asInt()).isEqualTo(1);
    assertThat(json.get("decrypted").asInt()).isEqualTo(6);
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
    assertThat(run.out().lines()).hasSize(2);
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

  private CommandRun searchTask(String task, String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "audit",
                "search",
                volume,
                "--root-key",
                rootKey,
                "--from",
                "2026-01-01",
                "--task",
                task));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void all_that_was_done_for_a_task_is_found_by_its_uid() throws Exception {
    var task = UUID.fromString("0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4");
    var maker = new RecordId(1, 4);
    var item = new RecordId(1, 5);
    try (var log = EvidenceLog.open(Path.of(volume), settings)) {
      log.record(start(maker), MONTHS);
      log.record(start(maker).part(RecordId.of(task), THEN, 0), MONTHS);
      log.record(start(RecordId.of(task)).part(item, THEN, 0), MONTHS);
      log.record(end(item), MONTHS);
      log.record(start(item).part(new RecordId(1, 6), THEN, 0), MONTHS);
    }
    assertThat(searchTask(task.toString()).out().lines())
        .extracting(line -> line.split(" ", 5)[2] + " " + line.split(" ", 5)[3])
        .containsExactly(
            "start id=00000000000000010000000000000004",
            "start id=0b8f3a521c1d4a7e9f1052d3c6a1b7e4",
            "start id=00000000000000010000000000000005",
            "end id=00000000000000010000000000000005",
            "start id=00000000000000010000000000000006");
    assertThat(searchTask(task.toString(), "--kind", "end").out().lines()).hasSize(1);
    assertThat(searchTask("0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e5").out()).isEmpty();
    var wrong = searchTask("scans");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--task: scans is no uid; use metadata.uid");
  }

  @Test
  void a_record_is_proven_by_its_id() {
    var run = CommandRun.of("audit", "prove", volume, id.toString(), "--key", key);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("c2sp.org/tlog-proof@v1\nextra ").contains("\nindex 1\n");
    assertThat(run.err()).contains("note: entry 0, start of 2026-01-01");
  }

  @Test
  void a_proof_is_checked_with_the_key_alone() throws Exception {
    var proof = CommandRun.of("audit", "prove", volume, id.toString(), "--key", key).out();
    var file = Files.writeString(folder.resolve("proof.txt"), proof);
    var run = CommandRun.of("audit", "check", file.toString(), "--key", key);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            00000000000000010000000000000002: entry 0, start of 2026-01-01, is part of \
            example.com/gateway-0 as it was with 10 entries
            00000000000000010000000000000002: entry 1, end of 2026-01-01, is part of \
            example.com/gateway-0 as it was with 10 entries
            """);
    Files.writeString(file, proof.replaceFirst("index 1", "index 2"));
    var forged = CommandRun.of("audit", "check", file.toString(), "--key", key);
    assertThat(forged.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(forged.out()).isEmpty();
    assertThat(forged.err())
        .contains("proof.txt, proof 2: its entry isn't part of what was signed");
  }

  @Test
  void what_is_due_on_a_day_is_rehearsed_on_a_copy() {
    var copy = folder.resolve("copy").toString();
    var run =
        CommandRun.of("audit", "rehearse", volume, copy, "--key", key, "--today", "2028-01-03");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("example.com/gateway-0 on 2028-01-03: 2 buckets are due, 0 stay"),
            line ->
                assertThat(line)
                    .startsWith(
                        "destroyed in the copy: content-min-P6M.max-P24M/2026-01-01, 2 records,"
                            + " entries 3 to 4, root "),
            line ->
                assertThat(line)
                    .startsWith(
                        "destroyed in the copy: min-P6M.max-P24M/2026-01-01, 4 records, entries 0"
                            + " to 5, root "),
            line ->
                assertThat(line).startsWith("the copy's key: example.com/gateway-0/rehearsal+"));
    var verified =
        CommandRun.of(
            "audit",
            "verify",
            copy,
            "--key",
            key,
            "--key",
            copy + "/rehearsal.pub",
            "--witnessed",
            volume + "/log/checkpoint",
            "--today",
            "2028-01-03");
    assertThat(verified.out()).startsWith("example.com/gateway-0/rehearsal: ").endsWith("sound\n");
    assertThat(verify("--today", "2028-01-03").out()).contains("WRONG overdue");
    assertThat(verify("--today", "2026-01-07").exitCode()).isZero();
  }

  @Test
  void a_rehearsal_overwrites_nothing_and_knows_no_past() {
    assertThat(
            CommandRun.of(
                    "audit", "rehearse", volume, volume, "--key", key, "--today", "2028-01-03")
                .err())
        .contains("it isn't empty");
    assertThat(
            CommandRun.of(
                    "audit",
                    "rehearse",
                    volume,
                    folder.resolve("copy").toString(),
                    "--key",
                    key,
                    "--today",
                    "2025-01-03")
                .err())
        .contains("there are records of 2026-01-01 already");
    assertThat(verify("--today", "+12345-01-01").err()).contains("use a day from 1970-01-01");
  }

  private CommandRun show(String... more) {
    var all = new ArrayList<>(List.of("audit", "show", volume));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void content_is_shown_to_who_has_the_root_key() {
    var run = show(kept.toString(), "--root-key", rootKey);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            request, 13 bytes:
            What is it?\uFFFD\t
            answer, 3 of 9 bytes:
            A c
            cut: it is larger than what is kept of one request
            """);
    assertThat(show(kept.toString(), "--root-key", rootKey, "--json").out())
        .isEqualTo(
            """
            {"request":"V2hhdCBpcyBpdD8bCQ==","answer":"QSBj","requestBytes":13,"answerBytes":9,\
            "kept":"too-large","missing":0}
            """);
    assertThat(show(id.toString(), "--root-key", rootKey).err())
        .contains("there is no content of this id");
  }

  @Test
  void what_isnt_there_or_isnt_right_is_told() {
    assertThat(CommandRun.of("audit").err())
        .contains("use fetch, verify, search, prove, check, show, rehearse or purge");
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
