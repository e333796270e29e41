package dev.steward.ledger.keep;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.log.Beside;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stores the records of a log beside it, and keeps in mind what must be brought to an end after a
 * crash: starts without an end, purges without a receipt.
 */
public final class RecordStore implements Beside {

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<RecordId> openStarts = new LinkedHashSet<>();

  /** By id, the bytes of the companion. */
  private final Map<RecordId, byte[]> openIntents = new LinkedHashMap<>();

  @Override
  public void restore(ByteBuffer snapshot) {
    if (!snapshot.hasRemaining()) {
      return;
    }
    var bytes = snapshot.duplicate();
    for (var left = bytes.getInt(); left > 0; left--) {
      openStarts.add(RecordId.read(bytes));
    }
    for (var left = bytes.getInt(); left > 0; left--) {
      var id = RecordId.read(bytes);
      var companion = new byte[bytes.getInt()];
      bytes.get(companion);
      openIntents.put(id, companion);
    }
  }

  @Override
  public void committed(Kept kept) {
    Entry.read(kept.entry())
        .ifPresent(entry -> {
          lock.lock();
          try {
            note(entry, kept.companion());
          } finally {
            lock.unlock();
          }
        });
  }

  private void note(Entry entry, byte[] companion) {
    switch (entry.kind()) {
      case START -> openStarts.add(entry.id());
      case END, INTERRUPTED -> openStarts.remove(entry.id());
      case PURGE_INTENT -> openIntents.put(entry.id(), companion);
      case PURGE_RECEIPT -> openIntents.remove(entry.id());
      case GAP, CONTENT -> {}
    }
  }

  @Override
  public byte[] snapshot() {
    lock.lock();
    try {
      var size =
          2 * Integer.BYTES
              + openStarts.size() * RecordId.SIZE
              + openIntents.values().stream()
                  .mapToInt(companion -> RecordId.SIZE + Integer.BYTES + companion.length)
                  .sum();
      var bytes = ByteBuffer.allocate(size).putInt(openStarts.size());
      openStarts.forEach(id -> id.write(bytes));
      bytes.putInt(openIntents.size());
      openIntents.forEach((id, companion) -> {
        id.write(bytes);
        bytes.putInt(companion.length).put(companion);
      });
      return bytes.array();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Collection<String> store(Volume volume, long journal, List<Kept> kept) throws IOException {
    var files = new LinkedHashMap<Place, List<StoredRecord>>();
    var names = new HashMap<Place, String>();
    for (var one : kept) {
      var place = place(one);
      if (!names.containsKey(place)) {
        names.put(place, RecordFiles.file(folder(one), journal));
      }
      files
          .computeIfAbsent(place, _ -> new ArrayList<>())
          .add(new StoredRecord(one.index(), one.entry(), one.companion()));
    }
    for (var file : files.entrySet()) {
      var name = Optional.ofNullable(names.get(file.getKey())).orElseThrow();
      volume.append(name, StoredRecord.write(file.getValue()));
    }
    return names.values();
  }

  /** What tells the buckets of entries apart; all zeros for what is kept for good. */
  private record Place(long classId, int day) {}

  private static Place place(Kept kept) {
    return Entry.read(kept.entry())
        .filter(entry -> entry.kind().form() == EntryKind.Form.SEALED)
        .map(entry -> new Place(entry.classId(), entry.day()))
        .orElse(new Place(0, 0));
  }

  private static String folder(Kept kept) throws IOException {
    var entry = Entry.read(kept.entry());
    if (entry.isEmpty() || entry.get().kind().form() == EntryKind.Form.OPEN) {
      return RecordFiles.KEPT;
    }
    if (Companion.read(kept.companion()).orElse(null)
        instanceof Companion.Sealed(var _, var _, var text, var _)) {
      var bucket = Bucket.of(text, LocalDate.ofEpochDay(entry.get().day()));
      if (bucket.isPresent()) {
        return RecordFiles.folder(bucket.get());
      }
    }
    throw new IOException("the journal holds a record without a retention");
  }

  @Override
  public void forget(Volume volume, long journal) throws IOException {
    for (var bucket : RecordFiles.buckets(volume)) {
      volume.delete(RecordFiles.file(RecordFiles.folder(bucket), journal));
    }
    volume.delete(RecordFiles.file(RecordFiles.KEPT, journal));
  }

  /** How many requests have begun and not ended. */
  public int openCount() {
    lock.lock();
    try {
      return openStarts.size();
    } finally {
      lock.unlock();
    }
  }

  /** Requests whose end isn't recorded. */
  public List<RecordId> openStarts() {
    lock.lock();
    try {
      return List.copyOf(openStarts);
    } finally {
      lock.unlock();
    }
  }

  /** Purges that were begun and have no receipt. */
  public List<PurgeIntent> openIntents() throws LedgerException {
    List<byte[]> companions;
    lock.lock();
    try {
      companions = List.copyOf(openIntents.values());
    } finally {
      lock.unlock();
    }
    var intents = new ArrayList<PurgeIntent>();
    for (var bytes : companions) {
      if (Companion.read(bytes).orElse(null) instanceof Companion.Open(var _, var record)
          && RecordCodec.read("purge", EntryKind.PURGE_INTENT, record)
              instanceof Checked.Valid<EvidenceRecord>(PurgeIntent intent)) {
        intents.add(intent);
      } else {
        throw LedgerException.of(
            "journal", "a purge that was begun can't be read", "keep the volume as evidence");
      }
    }
    return intents;
  }
}
