package dev.steward.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  /**
   * An answer that is flushed is sent at once, without its length, and its end is sent after it.
   */
  @Test
  void what_is_written_is_neither_flushed_nor_closed() throws IOException {
    var out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            throw new AssertionError("flushed");
          }

          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };
    JsonText.write(out, json -> json.writeString("a"));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\"a\"");
  }
}
