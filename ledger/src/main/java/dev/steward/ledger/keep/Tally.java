package dev.steward.ledger.keep;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TileTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;

/** Counts the records of a bucket, file by file in their order, for what its receipt will say. */
public final class Tally {

  private final TileTree tree;
  private long first;
  private long last;

  private Tally(TileTree tree, long first, long last) {
    this.tree = tree;
    this.first = first;
    this.last = last;
  }

  /** Of no file yet. */
  public static Tally empty() {
    return new Tally(new TileTree(), 0, 0);
  }

  /** Goes on from a {@link #snapshot}; empty if these bytes are none. */
  static Optional<Tally> restore(byte[] snapshot) {
    var bytes = ByteBuffer.wrap(snapshot);
    if (bytes.remaining() < 2 * Long.BYTES) {
      return Optional.empty();
    }
    var first = bytes.getLong();
    var last = bytes.getLong();
    return TileTree.restore(bytes)
        .filter(_ -> !bytes.hasRemaining())
        .map(tree -> new Tally(tree, first, last));
  }

  /** The same counts, to go on from. */
  byte[] snapshot() {
    var held = tree.snapshot();
    return ByteBuffer.allocate(2 * Long.BYTES + held.length)
        .putLong(first)
        .putLong(last)
        .put(held)
        .array();
  }

  /**
   * Adds the records of the next file.
   *
   * @throws StoredRecord.BrokenRecordException if it isn't whole; the tally is of no use then
   */
  public void add(byte[] file) {
    var records = StoredRecord.read(file);
    while (records.hasNext()) {
      var record = records.next();
      first = tree.size() == 0 ? record.index() : first;
      last = record.index();
      tree.append(record.entry(), new ArrayList<>());
    }
  }

  /** How many records. */
  long count() {
    return tree.size();
  }

  /** The index of the first; 0 if there is none. */
  long first() {
    return first;
  }

  /** The index of the last; 0 if there is none. */
  long last() {
    return last;
  }

  /** The Merkle root over their entries. */
  Hash root() {
    return tree.root();
  }
}
