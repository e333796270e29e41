package dev.steward.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerEndTest {
  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 5\r\n\r\nhello";
  private static final String IN_CHUNKS =
      "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n5;of=us\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

  private final AnswerEnd answer = new AnswerEnd();

  @ParameterizedTest
  @ValueSource(strings = {WITH_LENGTH, IN_CHUNKS, EMPTY})
  void an_answer_ends_with_its_last_byte_however_its_bytes_come(String text) throws IOException {
    for (int piece = 1; piece <= text.length(); piece++) {
      for (int from = 0; from < text.length(); from += piece) {
        int to = Math.min(text.length(), from + piece);
        assertThat(answer.take(bytes(text.substring(from, to)))).isEqualTo(to == text.length());
      }
      assertThat(answer.status()).isEqualTo(Integer.parseInt(text, 9, 12, 10));
    }
  }

  @Test
  void what_follows_an_answer_is_left_for_the_next() throws IOException {
    var both = bytes(WITH_LENGTH + IN_CHUNKS);
    assertThat(answer.take(both)).isTrue();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(both.remaining()).isEqualTo(IN_CHUNKS.length());
    assertThat(answer.take(both)).isTrue();
    assertThat(answer.status()).isEqualTo(503);
  }

  @Test
  void a_head_without_end_is_no_answer() {
    assertThatThrownBy(() -> answer.take(bytes("HTTP/1.1 200 OK" + "x".repeat(20_000))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
