package dev.steward.runtime.llm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of tokens to text, as they come. A character of several bytes may be spread over several
 * tokens: nothing of it is given before all of it is there. Bytes that are no UTF-8 become U+FFFD.
 */
final class TextStream {

  private static final int LONGEST_CHARACTER = 4;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = new byte[0];

  /** The text that is complete with these bytes. */
  String add(byte[] bytes) {
    return decoded(bytes, false);
  }

  /** What is left at the end. */
  String end() {
    return decoded(new byte[0], true);
  }

  private String decoded(byte[] bytes, boolean last) {
    var in = ByteBuffer.allocate(rest.length + bytes.length).put(rest).put(bytes).flip();
    var out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
    decoder.reset().decode(in, out, last);
    rest = new byte[in.remaining()];
    in.get(rest);
    return out.flip().toString();
  }
}
