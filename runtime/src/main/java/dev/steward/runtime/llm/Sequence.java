package dev.steward.runtime.llm;

import dev.steward.core.error.Refusal;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.llm.Generation.Reason;
import java.util.Set;

/** A sequence in its slot: what was read of its prompt, and what it has written. */
final class Sequence {

  private final GenerationRequest request;
  private final Generation generation;
  private final Vocabulary vocabulary;
  private final Set<Integer> ends;
  private final int room;
  private final Sampler sampler;
  private final TextStream characters = new TextStream();
  private final StopText stops;
  private int read;
  private int written;
  private int last;
  private boolean ended;

  /**
   * One that has read nothing.
   *
   * @param ends tokens with which the model ends a text
   * @param room tokens that the slot has room for
   */
  Sequence(
      GenerationRequest request,
      Generation generation,
      Vocabulary vocabulary,
      Set<Integer> ends,
      int room) {
    this.request = request;
    this.generation = generation;
    this.vocabulary = vocabulary;
    this.ends = ends;
    this.room = room;
    this.sampler = new Sampler(request.sampling(), request.prompt());
    this.stops = new StopText(request.stops());
  }

  /** Whether nothing more of it is to be computed. */
  boolean over() {
    return ended || generation.cancelled();
  }

  /** Tokens of the prompt that are still to be read. */
  int unread() {
    return request.prompt().length - read;
  }

  /** Tokens whose keys and values the slot has. */
  int kept() {
    return read;
  }

  /** The next token to be read: of the prompt, or the last one written. */
  int token(int ahead) {
    int at = read + ahead;
    return at < request.prompt().length ? request.prompt()[at] : last;
  }

  /** So many tokens were read; there is more of the prompt. */
  void readOn(int tokens) {
    read += tokens;
  }

  /**
   * So many tokens were read, and the next one is chosen.
   *
   * @param logits after them; are changed
   */
  void writeOn(int tokens, float[] logits) {
    read += tokens;
    last = sampler.choose(logits);
    written++;
    if (ends.contains(last)) {
      end(Reason.STOP);
      return;
    }
    give(stops.add(characters.add(vocabulary.bytes(last))));
    if (stops.stopped()) {
      end(Reason.STOP);
    } else if (written == request.maxTokens() || read == room) {
      end(Reason.LENGTH);
    }
  }

  private void end(Reason reason) {
    if (!stops.stopped()) {
      give(stops.add(characters.end()));
      give(stops.end());
    }
    ended = true;
    generation.add(new Piece.End(reason, request.prompt().length, written));
  }

  private void give(String text) {
    if (!text.isEmpty()) {
      generation.add(new Piece.Text(text));
    }
  }

  /** It can't go on. */
  void fail(Refusal refusal) {
    if (!ended) {
      ended = true;
      generation.add(new Piece.Failed(refusal));
    }
  }
}
