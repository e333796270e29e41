package dev.steward.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MessageLengthsPropertyTest {
  private static final int MOST = 50;

  @Property
  void however_messages_are_cut_the_first_that_is_too_long_is_seen(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 60) Integer> messages,
      @ForAll @IntRange(min = 1, max = 17) int piece) {
    var bytes = new ByteArrayOutputStream();
    for (var length : messages) {
      bytes.writeBytes(ByteBuffer.allocate(5 + length).put((byte) 0).putInt(length).array());
    }
    var all = bytes.toByteArray();
    var lengths = new MessageLengths(MOST);
    var seen = false;
    for (int at = 0; at < all.length && !seen; at += piece) {
      var buffer = ByteBuffer.wrap(all, at, Math.min(piece, all.length - at));
      var before = buffer.position();
      seen = lengths.exceed(buffer);
      assertThat(buffer.position()).isEqualTo(before);
    }
    assertThat(seen).isEqualTo(messages.stream().anyMatch(length -> length > MOST));
  }
}
