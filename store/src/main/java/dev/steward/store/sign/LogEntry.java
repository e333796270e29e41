package dev.steward.store.sign;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.ProofCheck;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.note.SignedNote;
import dev.steward.store.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * That a signature is in a log (Rekor 1 and 2): the text that is logged, its proof up to the tree's
 * root, and the log's signature over that root; of Rekor 1 also one over the time.
 *
 * @param logId in hexadecimal digits
 * @param promise the log's signature over the entry and its time; empty where there is none
 * @param time when the log says to have taken it, in seconds; 0 where it doesn't say
 * @param logged the text, in base 64 as the log has signed it
 */
record LogEntry(
    String logId, long index, long time, Optional<byte[]> promise, Proof proof, String logged) {

  /** A tree of 2^60 entries has 60. */
  private static final int MOST_HASHES = 64;

  private static final String NO_TRUST =
      "sign the model with the Sigstore whose trusted root you state; if that was done, don't trust"
          + " the place";

  /** The way up to a root, and what the log has signed of it. */
  record Proof(long index, long size, List<Hash> path, String checkpoint) {}

  static LogEntry read(Json json) throws UnsignedException {
    var proof =
        json.field("inclusionProof")
            .orElseThrow(() -> UnsignedException.unreadable("its log entry has no inclusionProof"));
    var path = new ArrayList<Hash>();
    for (var item : proof.items("hashes")) {
      path.add(
          item.asText()
              .flatMap(Hash::parse)
              .orElseThrow(() -> UnsignedException.unreadable("one of its hashes is none")));
    }
    if (path.size() > MOST_HASHES) {
      throw UnsignedException.unreadable("its proof has %d hashes".formatted(path.size()));
    }
    var checkpoint =
        proof
            .field("checkpoint")
            .flatMap(it -> it.text("envelope"))
            .orElseThrow(() -> UnsignedException.unreadable("its log entry has no checkpoint"));
    var promise = json.field("inclusionPromise").flatMap(it -> it.text("signedEntryTimestamp"));
    return new LogEntry(
        HexFormat.of()
            .formatHex(
                Fields.decoded(json.field("logId").flatMap(it -> it.text("keyId")), "logId")),
        Fields.number(json, "logIndex"),
        Fields.number(json, "integratedTime"),
        promise.isEmpty()
            ? Optional.empty()
            : Optional.of(Fields.decoded(promise, "signedEntryTimestamp")),
        new Proof(
            Fields.number(proof, "logIndex"),
            Fields.number(proof, "treeSize"),
            List.copyOf(path),
            checkpoint),
        Base64.getEncoder().encodeToString(Fields.bytes(json, "canonicalizedBody")));
  }

  /** What is logged, in JSON. */
  byte[] body() {
    return Base64.getDecoder().decode(logged);
  }

  /** The time that the log vouches for, which it does by its promise alone. */
  Optional<Instant> vouchedTime() throws UnsignedException {
    try {
      return promise.isPresent() && time > 0
          ? Optional.of(Instant.ofEpochSecond(time))
          : Optional.empty();
    } catch (DateTimeException e) {
      throw UnsignedException.unreadable("its integratedTime is none");
    }
  }

  /**
   * Returns if one of these logs has taken the entry.
   *
   * @param signed when the model was signed; the log must have been trusted then
   */
  void mustBeIn(List<TrustedRoot.Log> logs, Instant signed) throws UnsignedException {
    var log =
        TrustedRoot.find(logs, logId, signed)
            .orElseThrow(() ->
                new UnsignedException(
                    "it is in a log that spec.model.signature.trustedRoot doesn't have", NO_TRUST));
    if (promise.isPresent() && !PublicKeys.verify(log.key(), promised(), promise.get())) {
      throw wrong("the log hasn't signed its time");
    }
    var note = SignedNote.parse("checkpoint", proof.checkpoint);
    if (!(note instanceof Checked.Valid<SignedNote>(var checkpoint))) {
      throw wrong("its checkpoint is none");
    }
    if (!isSignedBy(log, checkpoint)) {
      throw wrong("the log hasn't signed its checkpoint");
    }
    if (!isBelow(checkpoint.text())) {
      throw wrong("its proof doesn't lead to the log's checkpoint");
    }
  }

  /** Rekor 1's signed entry timestamp is over canonical JSON (RFC 8785): names in their order. */
  private byte[] promised() {
    return "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":%d}"
        .formatted(logged, time, logId, index)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A key is named by the first four bytes of the log's id. */
  private static boolean isSignedBy(TrustedRoot.Log log, SignedNote checkpoint) {
    var text = checkpoint.text().getBytes(StandardCharsets.UTF_8);
    return checkpoint.signatures().stream()
        .anyMatch(signature ->
            log.id().startsWith("%08x".formatted(signature.keyId()))
                && PublicKeys.verify(log.key(), text, signature.signature()));
  }

  /** A checkpoint is lines: whose, how many entries, the root in base 64, and others (C2SP). */
  private boolean isBelow(String checkpoint) {
    var lines = checkpoint.split("\n", -1);
    if (lines.length < 3 || !lines[1].equals(Long.toString(proof.size))) {
      return false;
    }
    var leaf = new TreeHasher().leaf(body());
    return Hash.parse(lines[2])
        .filter(root -> ProofCheck.included(leaf, proof.index, proof.size, proof.path, root))
        .isPresent();
  }

  private static UnsignedException wrong(String problem) {
    return new UnsignedException(problem, NO_TRUST);
  }
}
