package dev.steward.runtime.llm;

import dev.steward.core.error.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A text while it is written: the engine adds pieces, one reader takes them. There are never more
 * pieces than tokens were asked for, so that a reader who is slow holds up nobody.
 */
public final class Generation implements AutoCloseable {

  private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile boolean cancelled;

  Generation() {}

  /** What comes out. */
  public sealed interface Piece {
    /** More text; whole characters. */
    record Text(String text) implements Piece {}

    /** The last piece of a text that has ended. */
    record End(Reason reason, int promptTokens, int tokens) implements Piece {}

    /** The last piece of one that couldn't be. */
    record Failed(Refusal refusal) implements Piece {}
  }

  /** Why a text has ended. */
  public enum Reason {
    /** The model has ended it, or one of the stop texts has. */
    STOP,
    /** It has as many tokens as were asked for, or as there was room for. */
    LENGTH
  }

  /** The next piece, if there is one within that time. */
  public Optional<Piece> next(Duration wait) throws InterruptedException {
    return Optional.ofNullable(pieces.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
  }

  void add(Piece piece) {
    pieces.add(piece);
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Nobody reads any more: what is written of it ends with the step that is being computed. */
  @Override
  public void close() {
    cancelled = true;
  }
}
