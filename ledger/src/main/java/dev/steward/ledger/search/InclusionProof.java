package dev.steward.ledger.search;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.ProofCheck;
import dev.steward.ledger.merkle.Proofs;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * That an entry is in a signed log, for somebody who has its public key and nothing else.
 *
 * @param entry what was recorded: its kind, day, dates, id, and the commitment
 * @param index its place
 * @param path from its sibling upwards
 * @param checkpoint that it leads to
 */
public record InclusionProof(
    Entry entry, long index, List<Hash> path, SignedCheckpoint checkpoint) {

  /** The first line of a proof. */
  static final String HEADER = "c2sp.org/tlog-proof@v1";

  private static final String FOLDER = "log/";

  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * Proofs for all entries about a request: its start and its end, as a rule.
   *
   * @param keys of the log, one of which signed its checkpoint
   * @throws LedgerException if the log doesn't give them: it is damaged, or of another key
   */
  public static List<InclusionProof> of(VolumeReader volume, List<VerifierKey> keys, RecordId id)
      throws LedgerException, IOException {
    var signed = checkpoint(volume, keys);
    var size = signed.checkpoint().size();
    var tiles = new TileReader(volume, FOLDER, size);
    var proofs = new ArrayList<InclusionProof>();
    for (var bundle = 0L; bundle * TileTree.WIDTH < size; bundle++) {
      var index = bundle * TileTree.WIDTH;
      for (var bytes : tiles.bundle(bundle)) {
        var entry = Entry.read(bytes);
        if (entry.isPresent() && entry.get().id().equals(id)) {
          var path = new Proofs(tiles).inclusion(index, size);
          var proof = new InclusionProof(entry.get(), index, path, signed);
          if (!proof.holds()) {
            throw LedgerException.of(
                volume.place(),
                "entry %d isn't part of what was signed".formatted(index),
                "run steward audit verify to see what was changed");
          }
          proofs.add(proof);
        }
        index++;
      }
    }
    return proofs;
  }

  private static SignedCheckpoint checkpoint(VolumeReader volume, List<VerifierKey> keys)
      throws LedgerException, IOException {
    var path = FOLDER + TilePath.CHECKPOINT;
    var bytes =
        volume
            .read(path)
            .orElseThrow(() ->
                LedgerException.of(
                    volume.place() + "/" + path,
                    "it is missing",
                    "name the folder of an evidence log"));
    var note = new String(bytes, StandardCharsets.UTF_8);
    return switch (SignedCheckpoint.verify(volume.place() + "/" + path, note, keys)) {
      case Checked.Valid<SignedCheckpoint>(var signed) -> signed;
      case Checked.Invalid<SignedCheckpoint>(var violation) -> throw new LedgerException(violation);
    };
  }

  /** Whether the entry's hash and the path make the root. */
  public boolean holds() {
    var signed = checkpoint.checkpoint();
    var leaf = new TreeHasher().leaf(entry.bytes());
    return ProofCheck.included(leaf, index, signed.size(), path, signed.root());
  }

  /** As C2SP's tlog-proof writes it; the extra data are the entry's 70 bytes. */
  public String text() {
    var lines = new StringBuilder(HEADER).append('\n');
    lines.append("extra ").append(Base64.getEncoder().encodeToString(entry.bytes())).append('\n');
    lines.append("index ").append(index).append('\n');
    path.forEach(hash -> lines.append(hash.base64()).append('\n'));
    return lines.append('\n').append(checkpoint.note().note()).toString();
  }
}
