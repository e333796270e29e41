package dev.steward.sinks;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.Purge;
import dev.steward.ledger.away.Departed;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.follow.Follower;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Clocks;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A log in a folder, with requests. */
public final class Recorded implements AutoCloseable {

  public static final RootKey ROOT =
      FileRootKey.parse("root", FileRootKey.generate())
          .orThrow(violation -> new IllegalStateException(violation.message()));
  public static final String ORIGIN = "example.com/gateway-0";
  public static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static final SignerKey KEY = SignerKey.generate(new Origin(ORIGIN));
  private static final Retention KEPT = Retention.between(Period.ofMonths(6), Period.ofMonths(24));

  private final Path folder;
  private final Instant now;
  private final EvidenceLog log;

  public Recorded(Path folder) throws LedgerException {
    this(folder, NOW, Optional.empty());
  }

  /** A log at a time, whose files may leave. */
  public Recorded(Path folder, Instant now, Optional<Depot> depot) throws LedgerException {
    this.folder = folder;
    this.now = now;
    this.log =
        EvidenceLog.open(
            folder,
            new EvidenceSettings(
                LogSettings.of(KEY)
                    .withJournalBytes(256 << 10)
                    .withCheckpointEvery(Duration.ofMillis(10)),
                ROOT,
                InstantSource.fixed(now),
                depot));
  }

  /** Lets all leave that may; the first problem, if there is one. */
  public Departed seal() {
    while (true) {
      var step = log.seal(Instant.MAX);
      if (!step.more() || step.problem().isPresent()) {
        return step;
      }
    }
  }

  /** Destroys what is due. */
  public Purge.Done purge() throws LedgerException {
    return (Purge.Done) log.purge(new Clocks(now, now), Optional.empty());
  }

  /** What a verifier says of it. */
  public static Report verified(VolumeReader volume, Instant now) throws IOException {
    return Verifier.verify(
        volume,
        Evidence.of(List.of(KEY.verifier()), LocalDate.ofInstant(now, ZoneOffset.UTC)).with(ROOT));
  }

  /** Requests from their beginning to their end. */
  public void requests(int count) throws LedgerException {
    for (var i = 0; i < count; i++) {
      request(RecordId.random(), Outcome.ANSWERED);
    }
  }

  /** One request. */
  public void request(RecordId id, Outcome outcome) throws LedgerException {
    var word = new Word("x");
    log.record(
        new RequestStart(
            id,
            now,
            5,
            new Word("gateway-0"),
            new Word("team-a/minilm"),
            word,
            new Word("r-1"),
            new Word("/v1/embeddings"),
            new Word("minilm"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        KEPT);
    log.record(
        new RequestEnd(
            id,
            now,
            6,
            outcome,
            200,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            12,
            34,
            OptionalLong.of(1),
            Optional.empty(),
            Optional.empty()),
        KEPT);
  }

  public Path folder() {
    return folder;
  }

  public Optional<SignedCheckpoint> tail() {
    return log.checkpoint();
  }

  public long size() {
    return log.size();
  }

  public Follower follower() {
    return new Follower(new FolderReader(folder), ROOT);
  }

  /** Its records, once a checkpoint is over all of them. */
  public List<FoundRecord> records() throws Exception {
    while (log.checkpoint().map(signed -> signed.checkpoint().size()).orElse(0L) < log.size()) {
      log.hurry();
      Thread.onSpinWait();
    }
    return follower().next(0, log.size(), 1_000_000).records();
  }

  /** All of it as one batch. */
  public Batch batch() throws Exception {
    return new Batch(ORIGIN, records());
  }

  @Override
  public void close() throws LedgerException {
    log.close();
  }
}
