package dev.steward.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** One keep-alive connection that sends one prepared HTTP/1.1 request over and over. */
final class Connection implements AutoCloseable {

  private final Socket socket;
  private final AnswerEnd answer = new AnswerEnd();
  private final byte[] request;
  private final byte[] received = new byte[64 * 1024];

  Connection(Target target) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(target.host(), target.port()), 5_000);
    request = new byte[target.request().remaining()];
    target.request().duplicate().get(request);
  }

  /** Sends the request, reads the whole answer and returns its status. */
  int exchange() throws IOException {
    socket.getOutputStream().write(request);
    for (boolean ended = false; !ended; ) {
      int count = socket.getInputStream().read(received);
      if (count < 0) {
        throw new EOFException("the connection closed before the answer had ended");
      }
      ended = answer.take(ByteBuffer.wrap(received, 0, count));
    }
    return answer.status();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
