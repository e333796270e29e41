package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.tls.GroupTls;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a stage: the stage before it calls here.
 *
 * <p>There is one caller at a time. A newer one that proves the same membership takes its place,
 * for it is the same stage started anew, whose old connection nobody has closed.
 */
public final class StagePort implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StagePort.class);
  private static final Duration GREETING = Duration.ofSeconds(5);

  private static final Duration LEAVING = Duration.ofSeconds(5);

  /** Connections that haven't proved anything yet. */
  private static final int MAX_STRANGERS = 16;

  private static final int BACKLOG = 16;

  private final ServerSocket door;
  private final Thread doorkeeper;
  private final Membership membership;
  private final Optional<GroupTls> tls;
  private final LocalStage stage;
  private final Tracing tracing;
  private final int credit;
  private final FrameCodec codec = new FrameCodec(FrameLimits.DEFAULT, Speech.PLAIN);
  private final Semaphore strangers = new Semaphore(MAX_STRANGERS);
  private final AtomicReference<Optional<Caller>> caller = new AtomicReference<>(Optional.empty());
  private final Supplier<Optional<String>> missing;
  private final ReentrantLock telling = new ReentrantLock();
  private volatile boolean closed;

  /**
   * Opens it.
   *
   * @param tracing is told of the requests that micro-batches are of
   * @param credit micro-batches that may wait here; {@code stage} has room for as many
   * @param missing why the stages after this one can't compute at the moment; empty if they can
   * @throws IOException when the port can't be had
   */
  public StagePort(
      InetSocketAddress address,
      Membership membership,
      Optional<GroupTls> tls,
      LocalStage stage,
      Tracing tracing,
      int credit,
      Supplier<Optional<String>> missing)
      throws IOException {
    this.membership = membership;
    this.tls = tls;
    this.stage = stage;
    this.tracing = tracing;
    this.credit = credit;
    this.missing = missing;
    door = new ServerSocket();
    door.setReuseAddress(true);
    door.bind(address, BACKLOG);
    doorkeeper = Thread.ofVirtual().name("stage-door").start(this::accept);
  }

  /** The port it listens on. */
  public int port() {
    return door.getLocalPort();
  }

  /** Whether the stage before this one is connected. */
  public boolean called() {
    return caller.get().isPresent();
  }

  /** Tells the caller whether the stages after this one can compute; after each change of that. */
  public void tell() {
    caller.get().ifPresent(Caller::tellReadiness);
  }

  private void accept() {
    while (!closed) {
      try {
        var socket = door.accept();
        if (strangers.tryAcquire()) {
          Thread.ofPlatform().daemon().name("stage-call").start(() -> greet(socket));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("a call couldn't be taken: {}", e.getMessage());
        }
      }
    }
  }

  private void greet(Socket socket) {
    var stranger = true;
    try {
      socket.setSoTimeout((int) GREETING.toMillis());
      var secured = tls.isPresent() ? tls.get().called(socket) : socket;
      try (var connection = new Connection(secured, codec, Connection.Silence.DEFAULT)) {
        if (!(connection.read() instanceof Frame.Hello hello)) {
          throw new FrameException("a call that doesn't begin with HELLO");
        }
        var reason = membership.stranger(hello);
        if (reason.isPresent()) {
          LOG.warn("a call is refused: {}", reason.get());
          connection.end(new Frame.Refused(reason.get()));
          connection.awaitEnd();
          return;
        }
        strangers.release();
        stranger = false;
        new Caller(connection).serve();
      }
    } catch (IOException e) {
      LOG.info("a call ended: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (stranger) {
        strangers.release();
      }
      closeQuietly(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }

  /** Ends the connection and gives the port back. */
  @Override
  public void close() {
    closed = true;
    try {
      door.close();
    } catch (IOException e) {
      LOG.debug("closing the door: {}", e.getMessage());
    }
    caller.get().ifPresent(each -> each.connection.close());
    try {
      // The port is free only when nobody waits at it any more.
      doorkeeper.join(LEAVING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The stage before this one, while it is connected. */
  private final class Caller {

    private final Connection connection;
    private final Map<Long, Cancellation> underway = new ConcurrentHashMap<>();

    Caller(Connection connection) {
      this.connection = connection;
    }

    void serve() throws IOException {
      connection.sendSmall(new Frame.Welcome(credit));
      caller.getAndSet(Optional.of(this)).ifPresent(older -> older.connection.close());
      if (closed) {
        connection.close();
      }
      tellReadiness();
      try {
        while (true) {
          take(connection.read());
        }
      } finally {
        caller.updateAndGet(current ->
            current.filter(each -> each == this).isPresent() ? Optional.empty() : current);
        underway.values().forEach(Cancellation::cancel);
      }
    }

    void tellReadiness() {
      // Looked up and sent in one: else what was true before could be what is said last.
      telling.lock();
      try {
        connection.sendSmall(missing.get().<Frame>map(Frame.Busy::new).orElseGet(Frame.Ready::new));
      } finally {
        telling.unlock();
      }
    }

    private void take(Frame frame) throws FrameException {
      switch (frame) {
        case Frame.Work work -> begin(work);
        case Frame.Cancel(long id) -> {
          var cancellation = underway.remove(id);
          if (cancellation != null) {
            cancellation.cancel();
          }
        }
        case Frame.Hello _,
            Frame.Welcome _,
            Frame.Refused _,
            Frame.Ready _,
            Frame.Busy _,
            Frame.Credit _,
            Frame.Done _,
            Frame.Failed _,
            Frame.Ping _ ->
            throw new FrameException("the stage before says " + frame.getClass().getSimpleName());
      }
    }

    private void begin(Frame.Work work) throws FrameException {
      var cancellation = new Cancellation(System.nanoTime() + work.left().toNanos());
      underway.put(work.id(), cancellation);
      var batch = new MicroBatch(work.tensors(), work.wanted(), cancellation, spans(work));
      var outcome =
          stage
              .offer(batch, () -> connection.sendSmall(new Frame.Credit(1)))
              .orElseThrow(() -> new FrameException("more was sent than there was credit for"));
      var _ = outcome.thenAccept(result -> answer(work.id(), result));
    }

    /** What is told of its requests. */
    private List<RequestSpan> spans(Frame.Work work) {
      return work.traces().stream()
          .map(trace -> tracing.within(new TraceContext(trace, Optional.empty())))
          .filter(span -> span.traceId().isPresent())
          .toList();
    }

    private void answer(long id, Outcome<List<Tensor>> result) {
      underway.remove(id);
      switch (result) {
        case Outcome.Done<List<Tensor>>(var tensors) -> {
          try {
            connection.send(new Frame.Done(id, tensors));
          } catch (FrameException e) {
            connection.sendSmall(
                failed(
                    id,
                    Refusal.of(
                        ErrorCode.REQUEST_TOO_LARGE,
                        e.getMessage() + "; send fewer rows at a time")));
          }
        }
        case Outcome.Refused<List<Tensor>>(var refusal) ->
            connection.sendSmall(failed(id, refusal));
      }
    }

    private static Frame failed(long id, Refusal refusal) {
      return new Frame.Failed(id, refusal.code(), refusal.message());
    }
  }
}
