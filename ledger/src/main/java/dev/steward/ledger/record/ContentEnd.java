package dev.steward.ledger.record;

import java.util.Arrays;
import java.util.Optional;

/**
 * What went by, kept or not, and whether all of it was kept.
 *
 * @param requestBytes of the request's body
 * @param answerBytes of the answer's body
 */
public record ContentEnd(long requestBytes, long answerBytes, Kept kept) {

  /** How much was kept. */
  public enum Kept {
    /** All of it. */
    WHOLE(1),
    /** The beginning: the rest is more than is kept of one request. */
    TOO_LARGE(2),
    /** The beginning: the disk didn't keep up with what went by. */
    TOO_SLOW(3),
    /** The beginning, or nothing: the volume was too full. */
    NO_ROOM(4);

    private final int code;

    Kept(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Optional<Kept> of(long code) {
      return Arrays.stream(values()).filter(kept -> kept.code == code).findFirst();
    }
  }

  public ContentEnd {
    if (requestBytes < 0 || answerBytes < 0) {
      throw new IllegalArgumentException("less than nothing went by");
    }
  }
}
