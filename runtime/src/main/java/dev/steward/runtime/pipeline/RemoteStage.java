package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.tls.GroupTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next stage, in another process.
 *
 * <p>One thread keeps a connection: it calls, reads until the end, and calls again, first after 100
 * ms, then after up to a second.
 */
public final class RemoteStage implements Stage {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteStage.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Member address;
  private final Membership membership;
  private final Optional<GroupTls> tls;
  private final Runnable changed;
  private final FrameCodec codec;
  private final AtomicReference<Link> link;
  private final Thread caller;
  private volatile Optional<Socket> calling = Optional.empty();
  private volatile boolean closed;

  /**
   * Begins to call.
   *
   * @param speech what is said to it
   * @param changed is called whenever {@link #missing} has changed
   */
  RemoteStage(
      Member address,
      Membership membership,
      Optional<GroupTls> tls,
      Speech speech,
      Runnable changed) {
    this.address = address;
    this.membership = membership;
    this.tls = tls;
    this.changed = changed;
    codec = new FrameCodec(FrameLimits.DEFAULT, speech);
    link = new AtomicReference<>(Link.none(membership.next() + " isn't connected yet"));
    caller = Thread.ofPlatform().daemon().name("stage-caller").start(this::keepConnected);
  }

  /** Why it and the stages after it can't compute at this moment; empty if they can. */
  public Optional<String> missing() {
    return link.get().missing();
  }

  @Override
  public CompletableFuture<Outcome<List<Tensor>>> submit(MicroBatch batch)
      throws InterruptedException {
    return link.get().submit(batch);
  }

  private void keepConnected() {
    var pause = FIRST_PAUSE;
    var told = "";
    while (!closed) {
      try {
        var current = connect();
        pause = FIRST_PAUSE;
        told = "";
        serve(current);
      } catch (IOException e) {
        var reason = "%s isn't there: %s".formatted(membership.next(), e.getMessage());
        if (!reason.equals(told) && !closed) {
          LOG.warn("{}", reason);
          told = reason;
        }
        lost(reason);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private Link connect() throws IOException {
    var socket = new Socket();
    try {
      calling = Optional.of(socket);
      // Looked up anew each time: a new pod has a new address.
      socket.connect(
          new InetSocketAddress(address.host(), address.port()), (int) CONNECT.toMillis());
      socket.setSoTimeout((int) CONNECT.toMillis());
      var secured = tls.isPresent() ? tls.get().calling(socket) : socket;
      var connection = new Connection(secured, codec, Connection.Silence.DEFAULT);
      connection.sendSmall(membership.hello());
      return switch (connection.read()) {
        case Frame.Welcome(int credit) -> new Link(connection, credit, membership.next());
        case Frame.Refused(var reason) -> {
          connection.close();
          throw new IOException("it refuses this process: " + reason);
        }
        case Frame other -> {
          connection.close();
          throw new FrameException("it answers with " + other.getClass().getSimpleName());
        }
      };
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Reads until the connection ends. */
  private void serve(Link current) throws IOException {
    LOG.info("connected to {}", membership.next());
    link.set(current);
    if (closed) {
      current.end(membership.next() + " isn't needed any more");
      return;
    }
    try {
      while (true) {
        if (current.take(current.connection().read())) {
          changed.run();
        }
      }
    } finally {
      current.end(membership.next() + " has ended its connection");
    }
  }

  private void lost(String reason) {
    link.getAndSet(Link.none(reason)).end(reason);
    changed.run();
  }

  @Override
  public void close() {
    closed = true;
    caller.interrupt();
    calling.ifPresent(RemoteStage::closeQuietly);
    link.getAndSet(Link.none("this server is stopping")).end("this server is stopping");
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }

  /** What a stage is told that can't be reached. */
  static Refusal absent(String reason) {
    return Refusal.of(ErrorCode.NO_REPLICA, reason + "; try again in a moment");
  }
}
