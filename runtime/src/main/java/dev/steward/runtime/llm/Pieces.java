package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.GenerationJson;
import dev.steward.protocol.openai.GenerationJson.Usage;
import dev.steward.runtime.llm.Generation;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.Deadline;
import java.time.Duration;
import java.util.Locale;

/** The pieces of a text as they come, for as long as its client waits. */
final class Pieces {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);

  private final Generation generation;
  private final Client client;
  private final Deadline deadline;

  /**
   * Those of a text.
   *
   * @param deadline by which a whole text, or the first piece of one, must be there
   */
  Pieces(Generation generation, Client client, Deadline deadline) {
    this.generation = generation;
    this.client = client;
    this.deadline = deadline;
  }

  /** A finished text. */
  record Whole(String text, Piece.End end) {
    byte[] json(GenerationJson form) {
      return form.whole(text, reason(end), usage(end));
    }
  }

  /** As OpenAI calls it. */
  static String reason(Piece.End end) {
    return end.reason().name().toLowerCase(Locale.ROOT);
  }

  static Usage usage(Piece.End end) {
    return new Usage(end.promptTokens(), end.tokens());
  }

  /** The whole text. */
  Outcome<Whole> whole() throws InterruptedException, ClientGoneException {
    try (generation) {
      var text = new StringBuilder();
      while (!deadline.passed()) {
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
      return Outcome.refused(deadline.exceeded());
    }
  }

  /** The first piece; or the refusal of a text of which there is none. */
  Outcome<Piece> begun() throws InterruptedException, ClientGoneException {
    boolean kept = false;
    try {
      while (!deadline.passed()) {
        var first = generation.next(CLIENT_CHECK);
        if (first.isPresent()) {
          kept = !(first.get() instanceof Piece.Failed);
          return first.get() instanceof Piece.Failed(var refusal)
              ? Outcome.refused(refusal)
              : Outcome.done(first.get());
        }
        checkClient();
      }
      return Outcome.refused(deadline.exceeded());
    } finally {
      if (!kept) {
        generation.close();
      }
    }
  }

  /** The next piece, for which a stream waits as long as its client does. */
  Piece next() throws InterruptedException, ClientGoneException {
    while (true) {
      var piece = generation.next(CLIENT_CHECK);
      if (piece.isPresent()) {
        return piece.get();
      }
      checkClient();
    }
  }

  private void checkClient() throws ClientGoneException {
    if (client.gone()) {
      throw new ClientGoneException();
    }
  }

  /** Nobody reads on. */
  void end() {
    generation.close();
  }
}
