package dev.steward.runtime.llm;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pieces of answers as they come, for as long as its client waits. */
public final class Pieces {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);
  private static final Piece NOTHING_YET = new Piece.Text(0, "", List.of());

  private final Generation generation;
  private final Asked asked;
  private final ToldTexts told;

  /**
   * Those of a text.
   *
   * @param asked until when a whole text, or the first piece of one, must be there
   */
  public Pieces(Generation generation, Asked asked) {
    this.generation = generation;
    this.asked = asked;
    this.told = new ToldTexts(asked.span());
  }

  /** A finished answer. */
  public record Whole(String text, List<TokenLogprob> tokens, Piece.End end) {}

  /** All answers, when they are finished. */
  public Outcome<List<Whole>> whole() throws InterruptedException, ClientGoneException {
    try (generation) {
      var open = new ArrayList<Open>();
      for (int choice = 0; choice < generation.choices(); choice++) {
        open.add(new Open());
      }
      int unfinished = open.size();
      while (!asked.deadline().passed()) {
        switch (generation.next(CLIENT_CHECK).orElse(NOTHING_YET)) {
          case Piece.Text(var choice, var more, var tokens) -> open.get(choice).add(more, tokens);
          case Piece.Failed(var refusal) -> {
            checkClient();
            return Outcome.refused(refusal);
          }
          case Piece.End end -> {
            told.ended(end);
            open.get(end.choice()).end = Optional.of(end);
            unfinished--;
          }
        }
        if (unfinished == 0) {
          return Outcome.done(open.stream().map(Open::whole).toList());
        }
        checkClient();
      }
      return Outcome.refused(asked.deadline().exceeded());
    }
  }

  /** An answer that isn't finished. */
  private static final class Open {
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private Optional<Piece.End> end = Optional.empty();

    void add(String more, List<TokenLogprob> its) {
      text.append(more);
      tokens.addAll(its);
    }

    Whole whole() {
      return new Whole(text.toString(), List.copyOf(tokens), end.orElseThrow());
    }
  }

  /** The first piece; or the refusal of a text of which there is none. */
  public Outcome<Piece> begun() throws InterruptedException, ClientGoneException {
    boolean kept = false;
    try {
      while (!asked.deadline().passed()) {
        var first = generation.next(CLIENT_CHECK);
        if (first.isPresent()) {
          checkClient();
          kept = !(first.get() instanceof Piece.Failed);
          tell(first.get());
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
    var piece = generation.next();
    checkClient();
    tell(piece);
    return piece;
  }

  private void tell(Piece piece) {
    if (piece instanceof Piece.End end) {
      told.ended(end);
    }
  }

  private void checkClient() throws ClientGoneException {
    if (asked.client().gone()) {
      throw new ClientGoneException();
    }
  }

  /** How many answers there are. */
  public int choices() {
    return generation.choices();
  }

  /** Nobody reads on. */
  public void end() {
    generation.close();
  }
}
