package dev.steward.ledger.copy;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.journal.Frame;
import dev.steward.ledger.journal.JournalFile;
import dev.steward.ledger.journal.JournalScan;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedNote;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.VolumeReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Copies a log into a folder; see the package. */
public final class LogCopy {

  /** A log is left alone long enough for a copy at one of so many tries. */
  private static final int TRIES = 5;

  /** Larger than any that a log is given. */
  private static final int LARGEST_JOURNAL = 256 << 20;

  /** A record has 64 KiB at most, and a group begins with what isn't zero. */
  private static final int PART = 256 << 10;

  private static final String TREE = "log/";

  private final PlainNames from;
  private final Path into;

  /** Something was taken away while it was copied. */
  private static final class MovedOn extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private LogCopy(VolumeReader from, Path into) {
    this.from = new PlainNames(from);
    this.into = into;
  }

  /**
   * Copies a log, which may be written to meanwhile and isn't changed.
   *
   * @param into is made if it isn't there; must be empty
   * @return the checkpoint that the copy goes by; nobody has verified it yet
   * @throws LedgerException if there is no log, if {@code into} isn't empty, or if too much
   *     happened to the log at every try
   */
  public static Checkpoint take(VolumeReader from, Path into) throws LedgerException, IOException {
    Files.createDirectories(into);
    try (var there = Files.list(into)) {
      if (there.findAny().isPresent()) {
        throw LedgerException.of(
            into.toString(), "it isn't empty", "name a folder that isn't there yet");
      }
    }
    var copy = new LogCopy(from, into);
    for (var tried = 0; tried < TRIES; tried++) {
      try {
        return copy.attempt();
      } catch (MovedOn e) {
        copy.clear();
      }
    }
    throw LedgerException.of(
        from.place(), "it changed too fast to be copied", "try again in a minute");
  }

  private void clear() throws IOException {
    List<Path> all;
    try (var walk = Files.walk(into)) {
      all = walk.filter(path -> !path.equals(into)).sorted(Comparator.reverseOrder()).toList();
    }
    for (var path : all) {
      Files.delete(path);
    }
  }

  private Checkpoint attempt() throws LedgerException, IOException, MovedOn {
    var keys = new HashSet<Bucket>();
    keys(keys);
    var oldest = oldestJournal();
    var checkpoint = checkpoint();
    var newest = journals();
    if (!oldestJournal().equals(oldest)) {
      throw new MovedOn();
    }
    tree(checkpoint.size());
    records(newest);
    // Those that were made meanwhile: no record is without its key.
    keys(keys);
    return checkpoint;
  }

  private void keys(Set<Bucket> copied) throws IOException {
    for (var bucket : KeyFile.buckets(from)) {
      if (copied.add(bucket)) {
        var bytes = from.read(KeyFile.path(bucket));
        if (bytes.isPresent()) {
          write(KeyFile.path(bucket), bytes.get());
        }
      }
    }
  }

  private Checkpoint checkpoint() throws LedgerException, IOException {
    var path = TREE + TilePath.CHECKPOINT;
    var place = from.place() + "/" + path;
    var bytes =
        from.read(path)
            .orElseThrow(
                () -> LedgerException.of(place, "it is missing", "name a log that was begun"));
    write(path, bytes);
    return switch (SignedNote.parse(place, new String(bytes, StandardCharsets.UTF_8))) {
      case Checked.Invalid<SignedNote>(var violation) -> throw new LedgerException(violation);
      case Checked.Valid<SignedNote>(var note) ->
          switch (Checkpoint.parse(place, note.text())) {
            case Checked.Invalid<Checkpoint>(var violation) -> throw new LedgerException(violation);
            case Checked.Valid<Checkpoint>(var checkpoint) -> bounded(place, checkpoint);
          };
    };
  }

  private static Checkpoint bounded(String place, Checkpoint checkpoint) throws LedgerException {
    if (checkpoint.size() > Integer.MAX_VALUE) {
      throw new LedgerException(
          new Violation(place, "it claims more entries than any log has", "look at who wrote it"));
    }
    return checkpoint;
  }

  private OptionalLong oldestJournal() throws IOException {
    return from.list(JournalFile.FOLDER).stream()
        .mapToLong(JournalFile::number)
        .filter(number -> number > 0)
        .min();
  }

  /**
   * The journals, the newest first: once a later one was begun, an earlier one is whole. Of each,
   * what is whole.
   *
   * @return the number of the newest that was begun
   */
  private OptionalLong journals() throws IOException {
    var newest = OptionalLong.empty();
    var numbers =
        from.list(JournalFile.FOLDER).stream()
            .map(JournalFile::number)
            .filter(number -> number > 0)
            .sorted(Comparator.reverseOrder())
            .toList();
    for (var number : numbers) {
      var whole = whole(written(JournalFile.path(number)));
      if (whole.isPresent()) {
        write(JournalFile.path(number), whole.get());
        newest = newest.isPresent() ? newest : OptionalLong.of(number);
      }
    }
    return newest;
  }

  /**
   * What was written to a journal, and some of the zeros behind it, which are most of one. Frames
   * are of random bytes: so many zeros are never within one.
   */
  private byte[] written(String journal) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (bytes.size() < LARGEST_JOURNAL) {
      var part = from.read(journal, bytes.size(), PART).orElse(new byte[0]);
      bytes.writeBytes(part);
      if (part.length < PART || isZeros(part)) {
        break;
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isZeros(byte[] bytes) {
    for (var one : bytes) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  /** The frames of a journal; empty if it has no header yet. */
  private static Optional<byte[]> whole(byte[] journal) {
    var scan = new JournalScan(journal);
    if (scan.next().filter(frame -> frame.kind() == Frame.Kind.HEADER).isEmpty()) {
      return Optional.empty();
    }
    while (scan.next().isPresent()) {}
    return Optional.of(Arrays.copyOf(journal, scan.position()));
  }

  private void tree(long size) throws IOException {
    for (var level = 0; size >>> (8 * level) > 0; level++) {
      for (var index = 0L; TilePath.width(level, index, size) > 0; index++) {
        var width = TilePath.width(level, index, size);
        part(TilePath.tile(level, index, width), TilePath.tile(level, index, TileTree.WIDTH));
      }
    }
    for (var index = 0L; TilePath.width(0, index, size) > 0; index++) {
      var width = TilePath.width(0, index, size);
      part(TilePath.bundle(index, width), TilePath.bundle(index, TileTree.WIDTH));
    }
  }

  /**
   * One that is partial may be gone once the full one is there. What is missing, a verifier tells.
   */
  private void part(String path, String full) throws IOException {
    var bytes = from.read(TREE + path);
    if (bytes.isPresent()) {
      write(TREE + path, bytes.get());
      return;
    }
    var other = from.read(TREE + full);
    if (other.isPresent()) {
      write(TREE + full, other.get());
    }
  }

  private void records(OptionalLong newest) throws IOException, MovedOn {
    for (var file : RecordFiles.kept(from)) {
      record(file, newest);
    }
    for (var bucket : RecordFiles.buckets(from)) {
      for (var file : RecordFiles.of(from, bucket)) {
        record(file, newest);
      }
    }
  }

  private void record(String file, OptionalLong newest) throws IOException, MovedOn {
    var journal = RecordFiles.journal(file);
    if (journal.isEmpty() || (newest.isPresent() && journal.getAsLong() > newest.getAsLong())) {
      return;
    }
    var bytes = from.read(file);
    if (bytes.isEmpty()) {
      throw new MovedOn();
    }
    write(file, bytes.get());
  }

  private void write(String file, byte[] bytes) throws IOException {
    var path = into.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    Files.write(path, bytes);
  }
}
