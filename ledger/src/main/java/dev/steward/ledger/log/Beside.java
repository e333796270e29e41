package dev.steward.ledger.log;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * What lies beside a log's entries, and what must be known of them after a crash. The log calls it
 * in the order of the entries.
 */
public interface Beside {

  /**
   * An entry that is in the journal.
   *
   * @param index in the log
   * @param entry its bytes
   * @param companion what came with it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Kept(long index, byte[] entry, byte[] companion) {}

  /** Begins with the state of a {@link #snapshot}, as a log does that is opened. */
  void restore(ByteBuffer snapshot) throws LedgerException;

  /** An entry became durable. Quick: appends wait meanwhile. */
  void committed(Kept kept);

  /** The state after the entries so far; a few MB at most. */
  byte[] snapshot();

  /** Stores what came with these entries of a journal, and tells which files aren't synced yet. */
  Collection<String> store(Volume volume, long journal, List<Kept> kept) throws IOException;

  /** Removes what was stored of a journal: after a crash it is stored again. */
  void forget(Volume volume, long journal) throws IOException;

  /** Nothing lies beside. */
  Beside NOTHING =
      new Beside() {
        @Override
        public void restore(ByteBuffer snapshot) {}

        @Override
        public void committed(Kept kept) {}

        @Override
        public byte[] snapshot() {
          return new byte[0];
        }

        @Override
        public Collection<String> store(Volume volume, long journal, List<Kept> kept) {
          return List.of();
        }

        @Override
        public void forget(Volume volume, long journal) {}
      };
}
