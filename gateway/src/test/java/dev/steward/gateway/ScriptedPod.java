package dev.steward.gateway;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/** A pod that does with each connection exactly what a test says, byte by byte. */
public final class ScriptedPod implements AutoCloseable {

  /** What to do with a connection. */
  @FunctionalInterface
  public interface Script {
    /** Talks on a connection until it returns; then the connection is closed. */
    void run(Talk talk) throws Exception;
  }

  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();

  /** A pod that runs the script on every connection. */
  public ScriptedPod(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  private ScriptedPod(ServerSocket server, Script script) {
    this.server = server;
    Thread.startVirtualThread(() -> accept(script));
  }

  /** A pod that admits gateways alone. */
  public static ScriptedPod secured(Credentials credentials, Script script) throws IOException {
    var socket =
        (SSLServerSocket)
            Tls.server(credentials, PeerName.GATEWAYS)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return new ScriptedPod(socket, script);
  }

  /** A script that answers every request with this body. */
  public static Script answer(String body) {
    return talk -> {
      while (talk.readHead()) {
        talk.readBody();
        talk.write(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body));
      }
    };
  }

  /** A pod that answers every request with this body. */
  public static ScriptedPod answering(String body) throws IOException {
    return new ScriptedPod(answer(body));
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return server.getLocalPort();
  }

  /** Connections it took so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(socket, script));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Script script) {
    try (socket) {
      script.run(new Talk(socket));
    } catch (Exception e) {
      // The other side left, which tests look at from there.
    }
  }

  /** One connection's side of the pod. */
  public static final class Talk {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String head = "";

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /** The last head that was read. */
    public String head() {
      return head;
    }

    /** Reads up to the empty line; false at the end of the connection. */
    public boolean readHead() throws IOException {
      var read = new StringBuilder();
      while (!read.toString().endsWith("\r\n\r\n")) {
        var next = in.read();
        if (next < 0) {
          return false;
        }
        read.append((char) next);
      }
      head = read.toString();
      return true;
    }

    /** Reads a body as the head announced it. */
    public String readBody() throws IOException {
      var lower = head.toLowerCase(java.util.Locale.ROOT);
      if (lower.contains("transfer-encoding: chunked")) {
        return readChunks();
      }
      var at = lower.indexOf("content-length: ");
      if (at < 0) {
        return "";
      }
      var length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String readChunks() throws IOException {
      var body = new StringBuilder();
      while (true) {
        var chunk = readChunk();
        if (chunk.isEmpty()) {
          readLine();
          return body.toString();
        }
        body.append(chunk);
      }
    }

    /** One chunk of a chunked body, as soon as its data are there; empty at the last. */
    public String readChunk() throws IOException {
      var line = readLine();
      // The end of the chunk before may come only with this one.
      var size = Integer.parseInt(line.isEmpty() ? readLine() : line, 16);
      return size == 0 ? "" : new String(in.readNBytes(size), StandardCharsets.UTF_8);
    }

    /** One line without its end. */
    public String readLine() throws IOException {
      var line = new StringBuilder();
      while (true) {
        var next = in.read();
        if (next < 0 || next == '\n') {
          return line.toString();
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
    }

    /** Sends text at once. */
    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes at once. */
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** So many bytes. */
    public byte[] read(int count) throws IOException {
      return in.readNBytes(count);
    }

    /** The next byte; -1 at the end. */
    public int read() throws IOException {
      return in.read();
    }

    /** Resets the connection. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
