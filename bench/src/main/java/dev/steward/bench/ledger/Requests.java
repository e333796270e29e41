package dev.steward.bench.ledger;

import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.seal.FileRootKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.Optional;
import java.util.OptionalLong;

/** Records as a gateway writes them, of full size. */
final class Requests {
  static final Retention RETENTION = Retention.between(Period.ofMonths(6), Period.ofMonths(24));
  static final SignerKey KEY = SignerKey.generate(new Origin("bench.example/gateway-0"));

  private static final Word GATEWAY = new Word("steward-gateway-0");
  private static final Word SERVICE = new Word("team-a/minilm");
  private static final Word UID = new Word("0f8fad5b-d9cb-469f-a165-70867728950e");
  private static final Word REQUEST = new Word("c9bf9e5712fd4f2f8d4f6f1f6a7b8c9d");
  private static final Word ENDPOINT = new Word("/v1/embeddings");
  private static final Word MODEL = new Word("minilm");
  private static final Word DIGEST = new Word("sha256:" + "8f".repeat(32));
  private static final Word REVISION = new Word("minilm-1a2b3c4d");
  private static final Word POD = new Word("10.244.0.17:8080");

  private Requests() {}

  static EvidenceSettings settings() {
    var root =
        FileRootKey.parse("root", FileRootKey.generate())
            .orThrow(violation -> new IllegalStateException(violation.message()));
    return new EvidenceSettings(LogSettings.of(KEY), root, InstantSource.system());
  }

  static RequestStart start(RecordId id, Instant at) {
    return new RequestStart(
        id,
        at,
        System.nanoTime(),
        GATEWAY,
        SERVICE,
        UID,
        REQUEST,
        ENDPOINT,
        MODEL,
        Optional.of(DIGEST),
        Optional.of(DIGEST),
        Optional.of(DIGEST),
        Optional.empty());
  }

  static RequestEnd end(RecordId id, Instant at) {
    return new RequestEnd(
        id,
        at,
        System.nanoTime(),
        Outcome.ANSWERED,
        200,
        Optional.empty(),
        Optional.of(REVISION),
        Optional.of(POD),
        512,
        4096,
        OptionalLong.of(2),
        Optional.empty(),
        Optional.empty());
  }
}
