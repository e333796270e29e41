package dev.steward.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A token of an answer, and how likely the model found it.
 *
 * @param bytes of its text; part of a character, sometimes
 * @param logprob natural logarithm of its probability; empty for the first token of all
 * @param offset characters of the text before it
 * @param top the likeliest tokens in its place, the likeliest first
 */
@SuppressWarnings("ArrayRecordComponent") // on their way out, which nobody compares
public record TokenLogprob(byte[] bytes, OptionalDouble logprob, int offset, List<Likely> top) {

  public TokenLogprob {
    top = List.copyOf(top);
  }

  /**
   * One that could have stood in a token's place.
   *
   * @param bytes of its text
   * @param logprob natural logarithm of its probability
   */
  public record Likely(byte[] bytes, double logprob) {}

  /** Bytes as text; those that are no UTF-8 as {@code \xE2\x80}, which OpenAI writes for them. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
    }
  }
}
