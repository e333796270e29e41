package dev.steward.runtime.llm;

import dev.steward.protocol.openai.TokenLogprob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The tokens of a text whose likelihoods are told, each with the piece of text in which it begins.
 * Those that begin in text which is never given, after a stop text, are never told.
 */
final class Told {

  private final Deque<TokenLogprob> waiting = new ArrayDeque<>();
  private int given;

  /** A token was written. */
  void add(TokenLogprob token) {
    waiting.add(token);
  }

  /** So many characters more are given: the tokens that begin in them. */
  List<TokenLogprob> with(int characters) {
    given += characters;
    var told = new ArrayList<TokenLogprob>();
    while (!waiting.isEmpty() && waiting.peek().offset() < given) {
      told.add(waiting.remove());
    }
    return told;
  }

  /** What hasn't been told of a text that was given to its end. */
  List<TokenLogprob> rest() {
    var rest = List.copyOf(waiting);
    waiting.clear();
    return rest;
  }
}
