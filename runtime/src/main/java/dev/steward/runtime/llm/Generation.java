package dev.steward.runtime.llm;

import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.runtime.pool.Client;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer, or several to the same prompt, while they are written: the engine adds pieces, one
 * reader takes them. There are never more pieces than tokens were asked for, and a few, so that a
 * reader who is slow holds up nobody.
 */
public final class Generation implements AutoCloseable {

  private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final int choices;
  private final Client client;
  private volatile boolean cancelled;

  /**
   * One of which nothing is written.
   *
   * @param choices how many answers there will be
   * @param client who waits for them
   */
  Generation(int choices, Client client) {
    this.choices = choices;
    this.client = client;
  }

  /** How many answers there will be. */
  public int choices() {
    return choices;
  }

  /** What comes out. */
  public sealed interface Piece {
    /**
     * More text; whole characters.
     *
     * @param choice of which answer, from 0
     * @param tokens that begin in it, where they are to be told; without text, where all of it was
     *     given and they weren't
     */
    record Text(int choice, String text, List<TokenLogprob> tokens) implements Piece {}

    /**
     * The last piece of an answer that has ended.
     *
     * @param cached tokens of the prompt that needn't be read, since a text before began with them
     * @param times how long it took
     */
    record End(int choice, Reason reason, int promptTokens, int cached, int tokens, TextTimes times)
        implements Piece {}

    /** The last piece of all: they can't be written. */
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

  /**
   * The next piece, however long it takes: whoever writes ends each answer with a last piece, be it
   * only that nobody waits for it.
   *
   * <p>To wait without a limit costs a stream less for each token: see {@code Watch} of the pool.
   */
  public Piece next() throws InterruptedException {
    return pieces.take();
  }

  void add(Piece piece) {
    pieces.add(piece);
  }

  /** Whether nobody reads any more. */
  boolean abandoned() {
    return cancelled || client.gone();
  }

  /** Nobody reads any more: what is written of it ends with the step that is being computed. */
  @Override
  public void close() {
    cancelled = true;
  }
}
