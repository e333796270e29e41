package dev.steward.bench.faults.away;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A receiver of webhooks with moods. It speaks on bare sockets, to break off where it likes. */
public final class Receiver implements AutoCloseable {
  private static final int MOST_PAUSE_MILLIS = 1_500;
  private static final long DOWN_MILLIS = 2_500;

  private final Received received;
  private final int port;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private Optional<Listening> listening;
  private final Semaphore posts = new Semaphore(0);
  private final LongAdder spoiled = new LongAdder();
  private volatile Mood mood = Mood.WELL;

  /** Whoever accepts holds the port until it has left. */
  private record Listening(ServerSocket server, Thread thread) {}

  private Receiver(Received received, int port) throws IOException {
    this.received = received;
    this.port = port;
    this.listening = Optional.of(listen());
  }

  /** One that is well. */
  public static Receiver start(Received received) throws IOException {
    return new Receiver(received, FreePort.find());
  }

  /** Where to post. */
  public URI address() {
    return URI.create("http://127.0.0.1:%d/evidence".formatted(port));
  }

  /** What it has taken. */
  public Received received() {
    return received;
  }

  /**
   * Waits until somebody posts: who meets it in a good mood has its answer by then. While it is
   * down it can't know, and waits as long as records wait for others to go with, and some more.
   */
  public void awaitPost(Duration most) throws InterruptedException {
    posts.drainPermits();
    var _ =
        posts.tryAcquire(
            mood == Mood.DOWN ? Math.min(DOWN_MILLIS, most.toMillis()) : most.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** How many posts met it in a bad mood; those that found nobody aren't known. */
  public long spoiled() {
    return spoiled.sum();
  }

  /** Changes its mood: whatever it was at ends. For one thread. */
  public void turn(Mood to) throws IOException {
    mood = to;
    if (to == Mood.DOWN) {
      leave();
    } else if (listening.isEmpty()) {
      listening = Optional.of(listen());
    }
    hangUp();
  }

  private void leave() throws IOException {
    if (listening.isEmpty()) {
      return;
    }
    listening.get().server().close();
    try {
      listening.get().thread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listening = Optional.empty();
  }

  private void hangUp() {
    for (var connection : connections) {
      end(connection);
    }
  }

  private static void end(Socket socket) {
    try {
      // No farewell: whoever reads or writes there learns it at once.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private Listening listen() throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new Listening(server, Thread.startVirtualThread(() -> accept(server)));
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        var socket = server.accept();
        connections.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException e) {
      // It is down.
    }
  }

  private void serve(Socket socket) {
    try (var in = new BufferedInputStream(socket.getInputStream())) {
      while (serve(socket, in)) {}
    } catch (IOException e) {
      // One of both hung up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(socket);
      connections.remove(socket);
    }
  }

  /** One request; whether there may be another. */
  private boolean serve(Socket socket, InputStream in) throws IOException, InterruptedException {
    var head = Posted.read(in);
    // Its mood while it read: another one ends the connection.
    var now = mood;
    if (now != Mood.WELL) {
      spoiled.increment();
    }
    if (now == Mood.CUTTING) {
      posts.release();
      in.skipNBytes(ThreadLocalRandom.current().nextInt(head.length()));
      return false;
    }
    var body = in.readNBytes(head.length());
    if (body.length < head.length()) {
      return false;
    }
    if (now != Mood.WELL) {
      posts.release();
    }
    var goesOn = true;
    switch (now) {
      case WELL -> {
        take(socket, head, body);
        posts.release();
      }
      case SLOW -> {
        Thread.sleep(ThreadLocalRandom.current().nextInt(MOST_PAUSE_MILLIS));
        take(socket, head, body);
      }
      case FAILING -> say(socket, failure());
      case MUMBLING -> {
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"tak");
        goesOn = false;
      }
      case SILENT -> {
        var _ = in.read();
      }
      case DOWN, CUTTING -> goesOn = false;
    }
    return goesOn;
  }

  private static String failure() {
    return switch (ThreadLocalRandom.current().nextInt(4)) {
      case 0 -> answer("500 Internal Server Error", "");
      case 1 -> answer("503 Service Unavailable", "Retry-After: 1\r\n");
      case 2 -> answer("429 Too Many Requests", "Retry-After: 2\r\n");
      default -> answer("401 Unauthorized", "");
    };
  }

  private static String answer(String status, String fields) {
    return "HTTP/1.1 %s\r\n%sContent-Length: 0\r\n\r\n".formatted(status, fields);
  }

  private void take(Socket socket, Posted head, byte[] body) throws IOException {
    var records = received.read(head, body);
    if (records.isEmpty()) {
      say(socket, answer("400 Bad Request", ""));
      return;
    }
    say(socket, answer("200 OK", ""));
    received.take(records.get());
  }

  private static void say(Socket socket, String words) throws IOException {
    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    leave();
    hangUp();
  }
}
