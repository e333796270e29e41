package dev.steward.runtime.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A model that writes anything, and ends its texts in time. */
final class Writing {

  private static final int PATIENCE = 150;
  private static final int MOST = 5_000;
  private static final List<String> WORDS =
      List.of(
          "\",\"",
          "\": ",
          "{\"",
          "\"}",
          "true",
          "null",
          "ab",
          "\\u00",
          "é",
          "😀",
          " \"",
          "12",
          "]}",
          "}}",
          "[[",
          "-1",
          ", ",
          "\n",
          "<tool_call>",
          ">{\"",
          "</",
          "a");

  static final List<byte[]> TOKENS = tokens();

  /** The token that ends a text; it has no bytes. */
  static final int END = TOKENS.size() - 1;

  static final TokenTrie TRIE = TokenTrie.of(TOKENS.size(), TOKENS::get);

  private Writing() {}

  private static List<byte[]> tokens() {
    var tokens = new ArrayList<byte[]>();
    for (int one = 0; one < 256; one++) {
      tokens.add(new byte[] {(byte) one});
    }
    WORDS.forEach(word -> tokens.add(word.getBytes(UTF_8)));
    tokens.add(new byte[0]);
    return tokens;
  }

  /** A text in a form, written by random logits. */
  static String text(Grammar grammar, Random random) {
    var text = new ByteArrayOutputStream();
    var constraint = grammar.begin();
    for (int written = 0; written < MOST && !constraint.complete(); written++) {
      var logits = new float[TOKENS.size()];
      for (int token = 0; token < logits.length; token++) {
        logits[token] =
            (float) random.nextGaussian() * 4 + (written > PATIENCE ? ending(token) : 0);
      }
      if (!constraint.restrict(logits, Set.of(END))) {
        throw new AssertionError("nothing may follow on " + text.toString(UTF_8));
      }
      int best = 0;
      for (int token = 0; token < logits.length; token++) {
        best = logits[token] > logits[best] ? token : best;
      }
      if (best == END) {
        return text.toString(UTF_8);
      }
      text.writeBytes(TOKENS.get(best));
      constraint.accept(TOKENS.get(best));
    }
    if (!constraint.complete()) {
      throw new AssertionError("no end: " + text.toString(UTF_8));
    }
    return text.toString(UTF_8);
  }

  private static float ending(int token) {
    return switch (token) {
      case '"' -> 100;
      case '}', ']' -> 90;
      // A pattern may ask for them.
      case 'a', 'c' -> 95;
      default -> token == END ? 200 : 0;
    };
  }

  /** Whether a text has a form, byte by byte. */
  static boolean meets(Rules rules, Rule rule, String text) {
    var at = rule;
    for (byte one : text.getBytes(UTF_8)) {
      at = rules.after(at, one & 0xFF);
    }
    return at.mayEnd();
  }
}
