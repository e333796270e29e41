package dev.steward.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients of HTTP/1.1 that one selector serves.
 *
 * @param targets what they ask, each one of them over and over
 */
record HttpClients(List<Target> targets) implements ClosedLoop {

  private static final int OK = 200;
  private static final long MILLIS_TO_ANSWER = TimeUnit.MINUTES.toMillis(2);

  @Override
  public Result run(int clients, Duration duration) throws IOException {
    try (var selector = Selector.open()) {
      try {
        for (int client = 0; client < clients; client++) {
          connect(selector, targets.get(client % targets.size()));
        }
        var loop = new Loop(new Answers(duration));
        for (var key : selector.keys()) {
          loop.ask(key);
        }
        for (loop.open = clients; loop.open > 0; ) {
          loop.turn(selector);
        }
        return loop.answers.result();
      } finally {
        for (var key : selector.keys()) {
          key.channel().close();
        }
      }
    }
  }

  private static void connect(Selector selector, Target target) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(
        selector, SelectionKey.OP_READ, new HttpClient(channel, target.request().duplicate()));
  }

  /** One client. */
  private static final class HttpClient {
    private final SocketChannel channel;
    private final ByteBuffer request;
    private final AnswerEnd answer = new AnswerEnd();
    private long asked;

    HttpClient(SocketChannel channel, ByteBuffer request) {
      this.channel = channel;
      this.request = request.mark();
    }
  }

  /** What the clients have done. */
  private static final class Loop {
    private final ByteBuffer received = ByteBuffer.allocateDirect(64 * 1024);
    private final Answers answers;
    private int open;

    Loop(Answers answers) {
      this.answers = answers;
    }

    void turn(Selector selector) throws IOException {
      try {
        if (selector.select(this::ready, MILLIS_TO_ANSWER) == 0) {
          throw new IOException("no answer within " + MILLIS_TO_ANSWER + " ms");
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private void ready(SelectionKey key) {
      try {
        if (key.isWritable()) {
          write(key);
        } else {
          read(key);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void ask(SelectionKey key) throws IOException {
      var client = (HttpClient) key.attachment();
      client.request.reset();
      client.asked = System.nanoTime();
      write(key);
    }

    private static void write(SelectionKey key) throws IOException {
      var client = (HttpClient) key.attachment();
      client.channel.write(client.request);
      int interest = client.request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    }

    private void read(SelectionKey key) throws IOException {
      var client = (HttpClient) key.attachment();
      received.clear();
      if (client.channel.read(received) < 0) {
        throw new EOFException("the connection closed before the answer had ended");
      }
      if (!client.answer.take(received.flip())) {
        return;
      }
      if (client.answer.status() != OK) {
        throw new IOException("answered with status " + client.answer.status());
      }
      if (answers.came(client.asked, System.nanoTime())) {
        ask(key);
      } else {
        key.cancel();
        client.channel.close();
        open--;
      }
    }
  }
}
