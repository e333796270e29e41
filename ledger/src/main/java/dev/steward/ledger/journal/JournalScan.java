package dev.steward.ledger.journal;

import java.util.Optional;

/** Goes through the frames of a journal file. */
public final class JournalScan {

  private final byte[] file;
  private int position;

  /** What lies behind the last whole frame. */
  public enum Tail {
    /** Zeros: nothing was written there. */
    CLEAN,
    /** A frame that didn't become whole, as a crash leaves one. */
    TORN,
    /** A whole frame lies behind a broken one: something durable was damaged. */
    DAMAGED
  }

  public JournalScan(byte[] file) {
    this.file = file;
  }

  /** The next whole frame, if there is one right here. */
  public Optional<Frame> next() {
    var frame = Frame.at(file, position);
    frame.ifPresent(found -> position += found.size());
    return frame;
  }

  /** Where the next frame would begin. */
  public int position() {
    return position;
  }

  /** How many bytes were written behind the frames that were read. */
  public int torn() {
    var end = file.length;
    while (end > position && file[end - 1] == 0) {
      end--;
    }
    return end - position;
  }

  /** Tells what lies behind the frames that were read. */
  public Tail tail() {
    var end = position + torn();
    if (end == position) {
      return Tail.CLEAN;
    }
    for (var at = position + 1; at < end; at++) {
      if (file[at] == (byte) (Frame.MAGIC >>> 24) && Frame.at(file, at).isPresent()) {
        return Tail.DAMAGED;
      }
    }
    return Tail.TORN;
  }
}
