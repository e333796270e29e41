package dev.steward.ledger.search;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.KeyState;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the content of one request. Its parts are found by the id in their entries, so that nothing
 * else is decrypted. It verifies nothing.
 */
public final class ContentSearch {

  private final VolumeReader volume;
  private final RootKey root;
  private final RecordId id;
  private final List<ContentPart> parts = new ArrayList<>();

  private ContentSearch(VolumeReader volume, RootKey root, RecordId id) {
    this.volume = volume;
    this.root = root;
    this.id = id;
  }

  /**
   * What is kept of a request's content; empty if there is nothing, because nothing was kept or it
   * was destroyed.
   *
   * @throws LedgerException if a key or a part can't be read
   * @throws IOException if the volume can't
   */
  public static Optional<FoundContent> find(VolumeReader volume, RootKey root, RecordId id)
      throws LedgerException, IOException {
    var search = new ContentSearch(volume, root, id);
    for (var bucket : RecordFiles.buckets(volume)) {
      if (bucket.holds() == Holds.CONTENT) {
        search.bucket(bucket);
      }
    }
    search.parts.sort(Comparator.comparingLong(ContentPart::number));
    return search.parts.isEmpty() ? Optional.empty() : Optional.of(FoundContent.of(search.parts));
  }

  private void bucket(Bucket bucket) throws LedgerException, IOException {
    if (KeyFile.read(volume, bucket, root) instanceof KeyState.Present(var open)) {
      for (var file : RecordFiles.of(volume, bucket)) {
        file(file, open.key());
      }
    }
  }

  private void file(String file, BucketKey key) throws LedgerException, IOException {
    var records = StoredRecord.read(volume.read(file).orElse(new byte[0]));
    try {
      while (records.hasNext()) {
        var stored = records.next();
        var entry = Entry.read(stored.entry());
        if (entry.isPresent()
            && entry.get().kind() == EntryKind.CONTENT
            && entry.get().id().equals(id)) {
          parts.add(part(file, stored, entry.get(), key));
        }
      }
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw damaged(file);
    }
  }

  private ContentPart part(String file, StoredRecord stored, Entry entry, BucketKey key)
      throws LedgerException, GeneralSecurityException {
    if (Companion.read(stored.companion()).orElse(null)
            instanceof Companion.Sealed(var salt, var _, var _, var ciphertext)
        && RecordCodec.read(
                "entry " + stored.index(), entry.kind(), key.open(entry, salt, ciphertext))
            instanceof Checked.Valid<EvidenceRecord>(ContentPart part)) {
      return part;
    }
    throw damaged(file);
  }

  private LedgerException damaged(String file) {
    return LedgerException.of(
        volume.place() + "/" + file, "it is damaged", "run steward audit verify to see how");
  }
}
