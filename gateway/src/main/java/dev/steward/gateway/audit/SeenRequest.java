package dev.steward.gateway.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is shown to somebody as it is read. Who that is may be known only when some
 * of it has been read, for the model's name that says where it goes stands in it: whoever reads so
 * far keeps the buffers until then, so nothing is copied here.
 */
final class SeenRequest extends Request.Wrapper {
  private final List<ByteBuffer> before = new ArrayList<>();
  private @Nullable Passing passing;
  private boolean known;

  SeenRequest(Request request) {
    super(request);
  }

  /** From now on it is known who sees it, if anybody does. */
  synchronized void shownTo(@Nullable Passing who) {
    known = true;
    passing = who;
    before.forEach(this::show);
    before.clear();
  }

  @Override
  public Content.Chunk read() {
    var chunk = super.read();
    if (chunk != null && !Content.Chunk.isFailure(chunk) && chunk.hasRemaining()) {
      see(chunk.getByteBuffer());
    }
    return chunk;
  }

  private synchronized void see(ByteBuffer bytes) {
    if (known) {
      show(bytes);
    } else {
      before.add(bytes.duplicate());
    }
  }

  private void show(ByteBuffer bytes) {
    if (passing != null) {
      passing.request(bytes);
    }
  }
}
