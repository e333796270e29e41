package dev.steward.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.steward.gateway.audit.Passing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Keeps what passes. */
final class ShownContent implements Passing {
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  @Override
  public synchronized void request(ByteBuffer bytes) {
    copy(bytes, request);
  }

  @Override
  public synchronized void answer(ByteBuffer bytes) {
    copy(bytes, answer);
  }

  private static void copy(ByteBuffer bytes, ByteArrayOutputStream into) {
    var copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    into.writeBytes(copy);
  }

  synchronized String requestText() {
    return request.toString(UTF_8);
  }

  synchronized String answerText() {
    return answer.toString(UTF_8);
  }
}
