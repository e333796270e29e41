package dev.steward.ledger;

import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
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
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.Volume;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Keys, a clock that stands still until it is set, and requests. */
public final class World implements InstantSource {

  public static final SignerKey KEY = SignerKey.generate(new Origin("example.com/gateway-0"));
  public static final RootKey ROOT =
      FileRootKey.parse("root", FileRootKey.generate())
          .orThrow(violation -> new IllegalStateException(violation.message()));

  /** Gone after five days. */
  public static final Retention SHORT = Retention.between(Period.ZERO, Period.ofDays(5));

  /** Kept for half a year. */
  public static final Retention LONG = Retention.between(Period.ofMonths(6), Period.ofMonths(24));

  private Instant now;

  public World(String day) {
    this.now = Instant.parse(day + "T12:00:00Z");
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void setDay(String day) {
    now = Instant.parse(day + "T12:00:00Z");
  }

  public LocalDate today() {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  public Clocks clocks() {
    return new Clocks(now, now);
  }

  public EvidenceSettings settings() {
    return new EvidenceSettings(LogSettings.of(KEY).withJournalBytes(256 << 10), ROOT, this);
  }

  public EvidenceLog open(Volume volume) throws LedgerException {
    return EvidenceLog.open(volume, settings());
  }

  public RequestStart start(RecordId id) {
    return new RequestStart(
        id,
        now,
        17,
        new Word("gateway-0"),
        new Word("team-a/minilm"),
        new Word("6a1f"),
        new Word("r-1"),
        new Word("/v1/embeddings"),
        new Word("minilm"),
        Optional.of(new Word("sha256:1234")),
        Optional.empty(),
        Optional.of(new Word("sha256:abcd")),
        Optional.empty());
  }

  public RequestEnd end(RecordId id) {
    return new RequestEnd(
        id,
        now,
        99,
        Outcome.ANSWERED,
        200,
        Optional.empty(),
        Optional.of(new Word("minilm-1a2b3c4d")),
        Optional.of(new Word("10.0.0.7:8080")),
        120,
        4096,
        OptionalLong.of(2),
        Optional.empty(),
        Optional.empty());
  }

  /** A request from its beginning to its end. */
  public void request(EvidenceLog log, Retention retention) throws LedgerException {
    var id = RecordId.random();
    log.record(start(id), retention);
    log.record(end(id), retention);
  }

  /** By public keys alone. */
  public Report verified(VolumeReader volume) throws IOException {
    return Verifier.verify(volume, evidence());
  }

  public Evidence evidence() {
    return Evidence.of(List.of(KEY.verifier()), today());
  }
}
