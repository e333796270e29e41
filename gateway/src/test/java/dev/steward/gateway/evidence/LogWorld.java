package dev.steward.gateway.evidence;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.Retention;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.audit.Begun;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Operation;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.away.AwayReader;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.search.ContentSearch;
import dev.steward.ledger.search.FoundContent;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.search.RecordFamily;
import dev.steward.ledger.search.RecordSearch;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.FolderVolume;
import dev.steward.ledger.volume.VolumeReader;
import dev.steward.sinks.setup.SinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A gateway's log on a volume that may fail, and a clock that stands still until it is set. */
final class LogWorld implements InstantSource, LogKeeper.Opening {
  static final String GATEWAY = "steward-gateway-0";
  static final Retention HALF_A_YEAR =
      new Retention(Floor.of(new CalendarPeriod(6, 0)), Ceiling.of(new CalendarPeriod(24, 0)));
  static final Retention FIVE_DAYS =
      new Retention(Floor.NONE, Ceiling.of(new CalendarPeriod(0, 5)));

  private static final LogKeeper.Pauses QUICK =
      new LogKeeper.Pauses(Duration.ofMillis(10), Duration.ofMillis(100));

  final BrittleVolume.Mood mood = new BrittleVolume.Mood();
  private final Path folder;
  private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private volatile Room room = new Room(100L << 30, 80L << 30);
  private volatile InstallationSecret secret = secret();
  private Duration patience = Duration.ofSeconds(20);
  private LogKeeper.Pauses pauses = QUICK;
  private Optional<Depot> depot = Optional.empty();

  LogWorld(Path folder) {
    this.folder = folder;
  }

  private static InstallationSecret secret() {
    var texts = InstallationSecret.generate(Optional.empty());
    return InstallationSecret.parse("secret", name -> Optional.ofNullable(texts.get(name)))
        .orThrow(wrong -> new IllegalStateException(wrong.message()));
  }

  /** Somebody deleted the Secret, and somebody made another. */
  void loseSecret() {
    secret = secret();
  }

  InstallationSecret kept() {
    return secret;
  }

  void restore(InstallationSecret before) {
    secret = before;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void setDay(String day) {
    now = Instant.parse(day + "T12:00:00Z");
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Records that take longer count as none. */
  void setPatience(Duration most) {
    patience = most;
  }

  /** Once it has failed, nobody opens the log again for so long. */
  void setPause(Duration time) {
    pauses = new LogKeeper.Pauses(time, time);
  }

  /** Files leave for this one. */
  void setDepot(Depot place) {
    depot = Optional.of(place);
  }

  void setRoom(Room left) {
    room = left;
  }

  @Override
  public EvidenceLog open() throws LedgerException {
    return EvidenceLog.open(
        new BrittleVolume(FolderVolume.open(folder), mood),
        new EvidenceSettings(
            LogSettings.of(secret.signer(GATEWAY)).withJournalBytes(256 << 10),
            secret.root(),
            this,
            depot));
  }

  @Override
  public Room room() {
    return room;
  }

  Evidence begin() {
    return begin(this::instant);
  }

  Evidence begin(OtherClock other) {
    return begin(other, List.of());
  }

  Evidence begin(OtherClock other, List<SinkSettings> sinks) {
    return Evidence.begin(
        this,
        pauses,
        patience,
        GATEWAY,
        this,
        other,
        new Outlets(sinks, folder, () -> secret.root()),
        depot.map(_ -> Duration.ofHours(1)));
  }

  Report verified() throws IOException {
    VolumeReader here = new FolderReader(folder);
    return Verifier.verify(
        depot.<VolumeReader>map(there -> new AwayReader(here, there)).orElse(here),
        dev.steward.ledger.verify.Evidence.of(
                List.of(secret.signer(GATEWAY).verifier()),
                LocalDate.ofInstant(now, ZoneOffset.UTC))
            .with(secret.root()));
  }

  List<EvidenceRecord> records() throws Exception {
    return RecordSearch.find(
            new FolderReader(folder),
            secret.root(),
            LocalDate.of(2026, 1, 1),
            LocalDate.of(2027, 1, 1),
            record -> true,
            10_000)
        .stream()
        .map(FoundRecord::record)
        .toList();
  }

  /** All that belongs to a task. */
  List<EvidenceRecord> records(TaskUid task) throws Exception {
    var family =
        RecordFamily.find(
            new FolderReader(folder),
            secret.root(),
            RecordId.of(task.value()),
            LocalDate.of(2026, 1, 1),
            LocalDate.of(2027, 1, 1));
    return records().stream().filter(family::has).toList();
  }

  Optional<FoundContent> content(String id) throws Exception {
    return ContentSearch.find(
        new FolderReader(folder), secret.root(), RecordId.parse(id).orElseThrow());
  }

  static ServiceRoute service(AuditFailure onFailure, Retention records) {
    return service(onFailure, records, Optional.empty());
  }

  static ServiceRoute service(
      AuditFailure onFailure, Retention records, Optional<Retention> content) {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20), 8080);
    return new ServiceRoute(
        plain
            .config()
            .obliging(
                new Obligations(
                    PolicyDigest.of(EffectivePolicies.of(List.of())),
                    Optional.of(new AuditDuty(onFailure, records)),
                    content)),
        plain.pods());
  }

  Optional<Trail.OpenRecord> begin(Evidence evidence, ServiceRoute route) {
    return begin(evidence, route, Optional.empty());
  }

  Optional<Trail.OpenRecord> begin(Evidence evidence, ServiceRoute route, Optional<TaskUid> task) {
    return evidence.trail().begin(route, new Begun(now, Operation.INFER, Optional.of("r-1"), task));
  }

  static Ended answered() {
    return new Ended(
        Ended.Outcome.ANSWERED,
        200,
        Optional.empty(),
        Optional.of(new Ended.Asked("minilm-1", Optional.of("10.0.0.7:8080"))),
        120,
        4096,
        OptionalLong.empty(),
        Duration.ofMillis(7));
  }

  static Ended refused(ErrorCode code) {
    return new Ended(
        Ended.Outcome.of(code.httpStatus(), Optional.of(code)),
        code.httpStatus(),
        Optional.of(code),
        Optional.empty(),
        0,
        0,
        OptionalLong.empty(),
        Duration.ZERO);
  }
}
