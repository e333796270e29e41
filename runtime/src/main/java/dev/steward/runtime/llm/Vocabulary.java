package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of a model and what each stands for.
 *
 * <p>In a byte-level vocabulary (GPT-2's) a token's text has one character for each of its bytes:
 * printable ones stand for themselves, the others for U+0100 and on ({@code bytes_to_unicode} of <a
 * href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">encoder.py</a>).
 */
final class Vocabulary {

  /** The kind of a token that is a mark rather than text, {@code llama_token_type}. */
  private static final long CONTROL = 3;

  /** The kind of a token that isn't cut, but is text. */
  private static final long USER_DEFINED = 4;

  private static final int FIRST_UNPRINTABLE = 0x100;

  private final List<String> tokens;
  private final List<Kind> kinds;

  /**
   * One of these tokens.
   *
   * @param kinds of each
   */
  Vocabulary(List<String> tokens, List<Kind> kinds) {
    this.tokens = List.copyOf(tokens);
    this.kinds = List.copyOf(kinds);
  }

  /** What a token is. */
  enum Kind {
    /** Bytes that rules put together. */
    PIECE,
    /** Text that isn't cut. */
    WHOLE,
    /** A mark rather than text. */
    MARK
  }

  /**
   * The one that a file has.
   *
   * @param size how many tokens the model knows
   */
  static Vocabulary of(GgufMetadata metadata, int size) throws LoadException {
    var model =
        GgufMetadata.required("tokenizer.ggml.model", metadata.text("tokenizer.ggml.model"));
    if (!model.equals("gpt2")) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "the GGUF file has a tokenizer of the kind " + model,
          "use a model whose tokenizer is gpt2 (byte-level BPE)");
    }
    var tokens =
        GgufMetadata.required("tokenizer.ggml.tokens", metadata.texts("tokenizer.ggml.tokens"));
    var kinds =
        metadata.wholes("tokenizer.ggml.token_type").orElse(Collections.nCopies(tokens.size(), 1L));
    if (tokens.size() != size || kinds.size() != size) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "the GGUF file has %d tokens and %d kinds of tokens for a vocabulary of %d"
              .formatted(tokens.size(), kinds.size(), size),
          "check that it is whole");
    }
    return new Vocabulary(tokens, kinds.stream().map(Vocabulary::kind).toList());
  }

  private static Kind kind(long number) {
    if (number == CONTROL) {
      return Kind.MARK;
    }
    return number == USER_DEFINED ? Kind.WHOLE : Kind.PIECE;
  }

  /** How many there are. */
  int size() {
    return tokens.size();
  }

  /** A token as it stands in the vocabulary. */
  String token(int id) {
    return tokens.get(id);
  }

  /** The number of a token. */
  Optional<Integer> id(String token) {
    int id = tokens.indexOf(token);
    return id < 0 ? Optional.empty() : Optional.of(id);
  }

  /** Marks such as the end of a turn: read as one token, and never part of an answer's text. */
  boolean isMark(int id) {
    return kinds.get(id) == Kind.MARK;
  }

  /** Tokens that no rule puts together: they are found in a text as they stand. */
  List<Integer> whole() {
    var whole = new ArrayList<Integer>();
    for (int id = 0; id < tokens.size(); id++) {
      if (kinds.get(id) != Kind.PIECE) {
        whole.add(id);
      }
    }
    return whole;
  }

  /** The bytes of a token's text; none for a mark. */
  byte[] bytes(int id) {
    if (isMark(id)) {
      return new byte[0];
    }
    if (kinds.get(id) == Kind.WHOLE) {
      return tokens.get(id).getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new ByteArrayOutputStream();
    tokens.get(id).chars().forEach(character -> bytes.write(byteOf(character)));
    return bytes.toByteArray();
  }

  /** The bytes by which a token is shown: of its text, or a mark's name. */
  byte[] shown(int id) {
    return isMark(id) ? tokens.get(id).getBytes(StandardCharsets.UTF_8) : bytes(id);
  }

  private static int byteOf(int character) {
    if (character < FIRST_UNPRINTABLE) {
      return character;
    }
    // The bytes that don't stand for themselves, in order: 0-32, 127-160 and 173.
    int index = character - FIRST_UNPRINTABLE;
    if (index <= 32) {
      return index;
    }
    return index <= 66 ? index + 94 : 173;
  }
}
