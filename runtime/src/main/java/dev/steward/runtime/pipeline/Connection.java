package dev.steward.runtime.pipeline;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames over one socket, both ways. Whoever sends doesn't wait for the other side: frames go
 * through a queue whose length credit bounds.
 *
 * <p>Its two threads, that which writes and that which reads for its owner, are platform threads: a
 * frame of megabytes arrives in many pieces, and a virtual thread is parked before each of them and
 * woken by way of the poller and the scheduler. There are two connections in a process.
 */
final class Connection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** More frames than credit, cancellations and answers can make; then the other side is stuck. */
  private static final int MAX_QUEUED = 4096;

  private static final int READ_AHEAD = 1 << 16;

  /** How long nothing may be said before PING, and how long nothing may be heard. */
  record Silence(Duration said, Duration heard) {
    static final Silence DEFAULT = new Silence(Duration.ofSeconds(2), Duration.ofSeconds(8));
  }

  /** No frame is empty: closes the connection once all before it is sent. */
  private static final FrameBytes LAST = new FrameBytes(List.of());

  private final Socket socket;
  private final FrameCodec codec;
  private final Silence silence;
  private final InputStream in;
  private final OutputStream out;
  private final BlockingQueue<FrameBytes> outgoing = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final Thread writer;
  private volatile boolean spoken;
  private volatile boolean closed;

  /** Takes over a connected socket. */
  Connection(Socket socket, FrameCodec codec, Silence silence) throws IOException {
    this.socket = socket;
    this.codec = codec;
    this.silence = silence;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) silence.heard().toMillis());
    in = new BufferedInputStream(socket.getInputStream(), READ_AHEAD);
    out = socket.getOutputStream();
    writer = Thread.ofPlatform().daemon().name("stage-writer").start(this::write);
  }

  /** The next frame; PING isn't told. */
  Frame read() throws IOException {
    while (true) {
      var frame = codec.read(in);
      if (!(frame instanceof Frame.Ping)) {
        return frame;
      }
    }
  }

  /**
   * Sends, soon. Nothing happens where the connection has ended: its reader tells that.
   *
   * @throws FrameException when the frame is too large; the connection stays
   */
  void send(Frame frame) throws FrameException {
    spoken = true;
    if (!outgoing.offer(codec.encode(frame))) {
      LOG.warn("the other side takes nothing any more");
      close();
    }
  }

  /** The same for frames of a few bytes. */
  void sendSmall(Frame frame) {
    try {
      send(frame);
    } catch (FrameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a last frame and closes. */
  void end(Frame frame) {
    sendSmall(frame);
    if (!outgoing.offer(LAST)) {
      close();
    }
  }

  /** Waits until it is closed. */
  void awaitEnd() throws InterruptedException {
    writer.join();
  }

  private void write() {
    var chunk = new byte[FrameBytes.CHUNK];
    try {
      while (!closed) {
        var next = outgoing.poll(silence.said().toMillis(), TimeUnit.MILLISECONDS);
        if (next != null && next.pieces().isEmpty()) {
          break;
        }
        if (next == null && !spoken) {
          // A stranger that hasn't said who it is isn't talked to.
          continue;
        }
        var bytes = next == null ? codec.encode(new Frame.Ping()) : next;
        bytes.writeTo(out, chunk);
        out.flush();
      }
    } catch (IOException e) {
      LOG.debug("a connection between stages ended: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Ends it at once, from any thread; a reader is woken. */
  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a connection between stages: {}", e.getMessage());
    }
  }
}
