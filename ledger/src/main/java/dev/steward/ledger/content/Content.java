package dev.steward.ledger.content;

import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentEnd;
import dev.steward.ledger.record.ContentEnd.Kept;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.retain.Retention;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The content of one request. Its request may go by on one thread while its answer goes by on
 * another; neither is made to wait.
 */
public final class Content {

  private final Contents contents;
  private final RecordId id;
  private final CompletableFuture<Long> started;
  private final Retention retention;

  private final ReentrantLock lock = new ReentrantLock();
  private final Body request = new Body();
  private final Body answer = new Body();
  private long parts;
  private long begun = System.nanoTime();
  private Kept kept = Kept.WHOLE;
  private boolean ended;

  /** One of the two bodies. */
  private static final class Body {
    private ByteArrayOutputStream gathered = gathering();
    private long passed;
    private long taken;

    /** A stream that waits long for its next part needs little until then. */
    private static ByteArrayOutputStream gathering() {
      return new ByteArrayOutputStream(512);
    }

    private byte[] give() {
      var bytes = gathered.toByteArray();
      gathered = gathering();
      return bytes;
    }
  }

  Content(Contents contents, RecordId id, CompletableFuture<Long> started, Retention retention) {
    this.contents = contents;
    this.id = id;
    this.started = started;
    this.retention = retention;
  }

  /** Bytes of the request's body go by; they are copied, and the buffer stays as it is. */
  public void request(ByteBuffer bytes) {
    pass(request, bytes.duplicate());
  }

  /** Bytes of the answer's body go by; they are copied, and the buffer stays as it is. */
  public void answer(ByteBuffer bytes) {
    pass(answer, bytes.duplicate());
  }

  private void pass(Body body, ByteBuffer bytes) {
    lock.lock();
    try {
      body.passed += bytes.remaining();
      while (bytes.hasRemaining() && kept == Kept.WHOLE && !ended) {
        take(body, bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what fits into the part, and hands it on if it is full or old. */
  private void take(Body body, ByteBuffer bytes) {
    var limits = contents.limits();
    var inPart = request.gathered.size() + answer.gathered.size();
    var left = limits.ofOne() - request.taken - answer.taken;
    var count = (int) Math.min(Math.min(bytes.remaining(), limits.part() - inPart), left);
    if (left == 0) {
      kept = Kept.TOO_LARGE;
    } else if (!contents.hasRoom()) {
      kept = Kept.NO_ROOM;
    } else if (!contents.reserve(count)) {
      kept = Kept.TOO_SLOW;
    } else {
      var chunk = new byte[count];
      bytes.get(chunk);
      body.gathered.writeBytes(chunk);
      body.taken += count;
      if (inPart + count >= limits.part() || System.nanoTime() - begun >= limits.age().toNanos()) {
        handOn(Optional.empty());
      }
    }
  }

  private void handOn(Optional<ContentEnd> end) {
    contents.store(
        started,
        new ContentPart(id, contents.now(), parts++, request.give(), answer.give(), end),
        retention);
    begun = System.nanoTime();
  }

  /**
   * The request has ended: what is gathered is handed on, then its end is recorded.
   *
   * @param records how long the end is kept
   * @return the index of the end's entry, once it is durable
   */
  public CompletableFuture<Long> end(RequestEnd end, Retention records) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        handOn(Optional.of(new ContentEnd(request.passed, answer.passed, kept)));
      }
      return contents.store(started, end, records);
    } finally {
      lock.unlock();
    }
  }
}
