package dev.steward.runtime.llm;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import java.time.Duration;

/** The pieces of a text as they come, for as long as its client waits. */
public final class Pieces {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);

  private final Generation generation;
  private final Asked asked;

  /**
   * Those of a text.
   *
   * @param asked until when a whole text, or the first piece of one, must be there
   */
  public Pieces(Generation generation, Asked asked) {
    this.generation = generation;
    this.asked = asked;
  }

  /** A finished text. */
  public record Whole(String text, Piece.End end) {}

  /** The whole text. */
  public Outcome<Whole> whole() throws InterruptedException, ClientGoneException {
    try (generation) {
      var text = new StringBuilder();
      while (!asked.deadline().passed()) {
        switch (generation.next(CLIENT_CHECK).orElse(new Piece.Text(""))) {
          case Piece.Text(var more) -> text.append(more);
          case Piece.Failed(var refusal) -> {
            return Outcome.refused(refusal);
          }
          case Piece.End end -> {
            return Outcome.done(new Whole(text.toString(), end));
          }
        }
        checkClient();
      }
      return Outcome.refused(asked.deadline().exceeded());
    }
  }

  /** The first piece; or the refusal of a text of which there is none. */
  public Outcome<Piece> begun() throws InterruptedException, ClientGoneException {
    boolean kept = false;
    try {
      while (!asked.deadline().passed()) {
        var first = generation.next(CLIENT_CHECK);
        if (first.isPresent()) {
          kept = !(first.get() instanceof Piece.Failed);
          return first.get() instanceof Piece.Failed(var refusal)
              ? Outcome.refused(refusal)
              : Outcome.done(first.get());
        }
        checkClient();
      }
      return Outcome.refused(asked.deadline().exceeded());
    } finally {
      if (!kept) {
        generation.close();
      }
    }
  }

  /** The next piece, for which a stream waits as long as its client does. */
  public Piece next() throws InterruptedException, ClientGoneException {
    while (true) {
      var piece = generation.next(CLIENT_CHECK);
      if (piece.isPresent()) {
        return piece.get();
      }
      checkClient();
    }
  }

  private void checkClient() throws ClientGoneException {
    if (asked.client().gone()) {
      throw new ClientGoneException();
    }
  }

  /** Nobody reads on. */
  public void end() {
    generation.close();
  }
}
