package dev.steward.ledger.log;

import dev.steward.core.check.Checked;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.journal.Frame;
import dev.steward.ledger.journal.JournalFile;
import dev.steward.ledger.journal.JournalScan;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the end of a log on a volume, whatever ended its process. */
final class Recovery {

  private static final String RESTORE =
      "nothing was changed; restore the volume from a copy, or keep it as evidence and give the"
          + " gateway an empty one";

  private final Volume volume;
  private final Beside beside;
  private final Optional<SignedCheckpoint> published;

  private Growth growth = Growth.fresh();
  private final Pending pending = Pending.none();
  private Hash chain = Hash.of(new byte[Hash.SIZE]);
  private boolean begun;
  private long cut;

  /**
   * Where a log goes on.
   *
   * @param growth its end
   * @param pending what must be written anew: all since the header of the oldest journal
   * @param chain hash of the last frame
   * @param journals that are left, whole
   * @param nextJournal number of the journal to go on with
   * @param published the last checkpoint
   * @param cut bytes of a torn frame that are left out
   */
  record Found(
      Growth growth,
      Pending pending,
      Hash chain,
      List<Long> journals,
      long nextJournal,
      Optional<SignedCheckpoint> published,
      long cut) {}

  /** A journal file whose header is whole. */
  private record Journal(long number, JournalScan scan, Frame header) {}

  private Recovery(Volume volume, Beside beside, Optional<SignedCheckpoint> published) {
    this.volume = volume;
    this.beside = beside;
    this.published = published;
  }

  /** Reads the volume; writes nothing. */
  static Found find(Volume volume, LogSettings settings, Beside beside)
      throws LedgerException, IOException {
    return new Recovery(volume, beside, checkpoint(volume, settings)).find();
  }

  private static Optional<SignedCheckpoint> checkpoint(Volume volume, LogSettings settings)
      throws LedgerException, IOException {
    var path = TileFiles.FOLDER + TilePath.CHECKPOINT;
    var bytes = volume.read(path);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    var file = volume.place() + "/" + path;
    var note = new String(bytes.get(), StandardCharsets.UTF_8);
    return switch (SignedCheckpoint.verify(file, note, settings.verifiers())) {
      case Checked.Valid<SignedCheckpoint>(var signed) -> Optional.of(signed);
      case Checked.Invalid<SignedCheckpoint>(var violation) -> throw new LedgerException(violation);
    };
  }

  private Found find() throws LedgerException, IOException {
    var numbers =
        volume.list(JournalFile.FOLDER).stream()
            .map(JournalFile::number)
            .filter(number -> number > 0)
            .sorted()
            .toList();
    var journals = whole(numbers);
    if (journals.isEmpty()) {
      return fresh(numbers);
    }
    for (var i = 0; i < journals.size(); i++) {
      var until = i + 1 < journals.size() ? journals.get(i + 1).header().first() : Long.MAX_VALUE;
      replay(journals.get(i), until);
    }
    var size = signedSize();
    if (growth.size() < size) {
      throw damaged(
          journals.getLast().number(),
          "it ends at entry %d, but %d were signed for".formatted(growth.size(), size));
    }
    return new Found(
        growth,
        pending,
        chain,
        journals.stream().map(Journal::number).toList(),
        journals.getLast().number() + 1,
        published,
        cut);
  }

  private long signedSize() {
    return published.map(signed -> signed.checkpoint().size()).orElse(0L);
  }

  /** A volume without a usable journal is new, unless something was signed there. */
  private Found fresh(List<Long> numbers) throws LedgerException, IOException {
    if (published.isPresent() || !volume.list(TileFiles.FOLDER + "tile").isEmpty()) {
      throw LedgerException.of(
          volume.place() + "/" + JournalFile.FOLDER,
          "a log lies here, but its journal doesn't",
          RESTORE);
    }
    if (numbers.stream().anyMatch(number -> number > 1)) {
      throw damaged(numbers.getLast(), "its header can't be read");
    }
    return new Found(growth, pending, chain, List.of(), 1, published, cut);
  }

  /**
   * The journals with whole headers. Behind them may lie one without: it was made ready, or was
   * just begun, and nobody was told of anything in it.
   */
  private List<Journal> whole(List<Long> numbers) throws LedgerException, IOException {
    var journals = new ArrayList<Journal>();
    var broken = Optional.<Long>empty();
    for (var number : numbers) {
      var bytes = volume.read(JournalFile.path(number)).orElse(new byte[0]);
      var scan = new JournalScan(bytes);
      var header = scan.next().filter(frame -> frame.kind() == Frame.Kind.HEADER);
      if (header.isPresent()) {
        if (broken.isPresent()) {
          throw damaged(broken.get(), "its header can't be read, and a later journal exists");
        }
        if (!journals.isEmpty() && journals.getLast().number() != number - 1) {
          throw damaged(number - 1, "it is missing");
        }
        journals.add(new Journal(number, scan, header.get()));
      } else {
        if (scan.tail() == JournalScan.Tail.DAMAGED) {
          throw damaged(number, "its header can't be read, and entries lie behind it");
        }
        broken = Optional.of(number);
      }
    }
    return journals;
  }

  private void replay(Journal journal, long until) throws LedgerException {
    var header = journal.header();
    if (begun) {
      continueWith(journal);
    } else {
      beginWith(journal);
    }
    chain = header.hash();
    while (growth.size() < until) {
      var frame = journal.scan().next();
      if (frame.isEmpty()) {
        endAt(journal, until);
        return;
      }
      add(journal, frame.get());
    }
  }

  private void beginWith(Journal journal) throws LedgerException {
    var header = journal.header();
    growth =
        Growth.restore(JournalState.growth(header.payload()))
            .filter(restored -> restored.size() == header.first())
            .orElseThrow(() -> damaged(journal.number(), "its header holds no state of a log"));
    if (signedSize() < header.first()) {
      throw LedgerException.of(
          volume.place() + "/" + TileFiles.FOLDER + TilePath.CHECKPOINT,
          published.isPresent()
              ? "it is older than the journal: it was put back"
              : "it is missing, but the journal says that there was one",
          RESTORE);
    }
    beside.restore(JournalState.beside(header.payload()));
    checkFiles(header.first());
    begun = true;
    checkRoot(journal);
  }

  /** What is before the oldest journal was synced: its last full tile and bundle must be there. */
  private void checkFiles(long size) throws LedgerException {
    var full = size / TileTree.WIDTH;
    if (full == 0) {
      return;
    }
    for (var path :
        List.of(
            TilePath.tile(0, full - 1, TileTree.WIDTH),
            TilePath.bundle(full - 1, TileTree.WIDTH))) {
      try {
        if (volume.read(TileFiles.FOLDER + path).filter(bytes -> bytes.length > 0).isEmpty()) {
          throw LedgerException.of(
              volume.place() + "/" + TileFiles.FOLDER + path, "it is missing", RESTORE);
        }
      } catch (IOException e) {
        throw LedgerException.io(volume.place() + "/" + TileFiles.FOLDER + path, e);
      }
    }
  }

  private void continueWith(Journal journal) throws LedgerException {
    var header = journal.header();
    if (header.first() != growth.size()
        || !header.previous().equals(chain)
        || !header.payload().equals(ByteBuffer.wrap(JournalState.write(growth, beside)))) {
      throw damaged(journal.number(), "it doesn't go on where the journal before it ends");
    }
  }

  private void add(Journal journal, Frame frame) throws LedgerException {
    var entries = frame.entries();
    if (frame.kind() != Frame.Kind.BATCH
        || frame.first() != growth.size()
        || !frame.previous().equals(chain)
        || entries.isEmpty()) {
      throw damaged(
          journal.number(), "the frame of entry %d isn't in its place".formatted(growth.size()));
    }
    for (var entry : entries.get()) {
      var kept = new Beside.Kept(growth.size(), entry.entry(), entry.companion());
      growth.append(entry.entry(), pending);
      pending.keep(journal.number(), kept);
      beside.committed(kept);
      checkRoot(journal);
    }
    chain = frame.hash();
  }

  private void checkRoot(Journal journal) throws LedgerException {
    if (published.isPresent()
        && growth.size() == signedSize()
        && !growth.root().equals(published.get().checkpoint().root())) {
      throw damaged(journal.number(), "its entries aren't those that were signed for");
    }
  }

  private void endAt(Journal journal, long until) throws LedgerException {
    var tail = journal.scan().tail();
    if (tail == JournalScan.Tail.DAMAGED) {
      throw damaged(
          journal.number(),
          "it is broken at byte %d, and entries lie behind".formatted(journal.scan().position()));
    }
    if (until != Long.MAX_VALUE) {
      throw damaged(
          journal.number(),
          "it ends at entry %d, the next journal begins at %d".formatted(growth.size(), until));
    }
    cut = journal.scan().torn();
  }

  private LedgerException damaged(long journal, String problem) {
    return LedgerException.of(volume.place() + "/" + JournalFile.path(journal), problem, RESTORE);
  }

  /** Removes what isn't needed any more; then the log goes on in a journal of its own. */
  static LogWriter goOn(Volume volume, LogSettings settings, Beside beside, Found found)
      throws IOException {
    for (var name : volume.list(JournalFile.FOLDER)) {
      if (JournalFile.number(name) >= found.nextJournal()) {
        volume.delete(JournalFile.FOLDER + "/" + name);
      }
    }
    volume.syncFolder(JournalFile.FOLDER);
    for (var journal : found.journals()) {
      beside.forget(volume, journal);
    }
    return new LogWriter(volume, settings, beside, found);
  }
}
