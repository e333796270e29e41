package dev.steward.standin;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Where ranks join their leader: over mutual TLS by the group's credentials, one line {@code INDEX
 * STARTED}, and a connection that is kept. As with the collectives of real engines, the end of one
 * member is the end of all.
 */
final class Rendezvous {

  static final int PORT = 29500;

  private static final int TRIES = 60;

  private final Credentials credentials;
  private final PeerName group;
  private final Consumer<String> lost;
  private final Map<Integer, Instant> joined = new ConcurrentSkipListMap<>();

  /**
   * A place to meet.
   *
   * @param group what all members prove
   * @param lost is told when a member is gone
   */
  Rendezvous(Credentials credentials, PeerName group, Consumer<String> lost) {
    this.credentials = credentials;
    this.group = group;
    this.lost = lost;
  }

  /** The ranks that have joined, with when they started. */
  Map<Integer, Instant> joined() {
    return Map.copyOf(joined);
  }

  /** The leader's side. */
  void open() throws IOException {
    var socket =
        (SSLServerSocket)
            Tls.server(credentials, group).getServerSocketFactory().createServerSocket(PORT);
    socket.setNeedClientAuth(true);
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              while (true) {
                try {
                  var rank = socket.accept();
                  var _ = Thread.ofVirtual().start(() -> keep(rank));
                } catch (IOException e) {
                  lost.accept("the rendezvous is closed: " + e.getMessage());
                  return;
                }
              }
            });
  }

  private void keep(Socket socket) {
    var who = "somebody";
    try (socket) {
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      var words = String.valueOf(lines.readLine()).split(" ", 2);
      who = "rank " + words[0];
      joined.put(Integer.parseInt(words[0]), Instant.parse(words[1]));
      var _ = lines.readLine();
      lost.accept(who + " has left");
    } catch (IOException | RuntimeException e) {
      // A caller that isn't a member, such as one of an old incarnation, is nobody's loss.
      if (!who.equals("somebody")) {
        lost.accept(who + " is lost: " + e.getMessage());
      }
    }
  }

  /** The leader's process runs when a rank starts; its port opens a moment later. */
  private SSLSocket call(String leader) throws IOException {
    for (var tries = 0; ; tries++) {
      try {
        return (SSLSocket) Tls.client(credentials).getSocketFactory().createSocket(leader, PORT);
      } catch (ConnectException e) {
        if (tries == TRIES) {
          throw e;
        }
        Place.pause();
      }
    }
  }

  /** A rank's side; {@code ready} runs when it has joined. */
  void join(String leader, int index, Instant started, Runnable ready) throws IOException {
    var socket = call(leader);
    socket.startHandshake();
    socket
        .getOutputStream()
        .write("%d %s\n".formatted(index, started).getBytes(StandardCharsets.US_ASCII));
    ready.run();
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                var _ = socket.getInputStream().read();
                lost.accept("the leader has left");
              } catch (IOException e) {
                lost.accept("the leader is lost: " + e.getMessage());
              }
            });
  }
}
