package dev.steward.runtime.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * What a request is answered. Up to {@link #PIECE} bytes that nobody flushes are sent at the end,
 * in one write and with their length; more go in pieces, each of which waits until the client has
 * taken enough of those before.
 */
public final class Answer {

  /** Bytes that are sent together. */
  static final int PIECE = 16 << 10;

  private static final int FIRST = 512;
  private static final byte[] NOTHING = {};

  private final Line line;
  private final HttpVersion version;
  private final HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
  private final OutputStream body = new Body();
  private HttpResponseStatus status = HttpResponseStatus.OK;
  private byte[] held = NOTHING;
  private int count;
  private boolean begun;
  private boolean last;

  /** Where it goes. */
  interface Line {

    /** Writes messages without ending the answer; waits while the client takes nothing. */
    void send(Object... messages) throws IOException;

    /**
     * Ends the answer with its last message.
     *
     * @param last whether it is the connection's last
     */
    void end(Object message, boolean last);

    /** Whether no other request is taken from the connection. */
    boolean closing();
  }

  Answer(Line line, HttpVersion version) {
    this.line = line;
    this.version = version;
  }

  /** Its status; 200 where nothing else is said. */
  public void status(int code) {
    status = HttpResponseStatus.valueOf(code);
  }

  /** Its status. */
  public int status() {
    return status.code();
  }

  /** A header, in the place of one of the same name. */
  public void header(String name, String value) {
    headers.set(name, value);
  }

  /** What its body is. */
  public void type(String contentType) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
  }

  /** How many bytes its body has, where that is known before it is written. */
  public void length(long bytes) {
    headers.set(HttpHeaderNames.CONTENT_LENGTH, bytes);
  }

  /** The connection is closed after it. */
  public void last() {
    last = true;
  }

  /** Where its body is written to; flushed bytes go at once. */
  public OutputStream body() {
    return body;
  }

  /** Whether a part of it has been sent. */
  boolean begun() {
    return begun;
  }

  /** Forgets what was written; nothing of it has been sent. */
  void clear() {
    headers.clear();
    held = NOTHING;
    count = 0;
  }

  /** It is whole. */
  void end() {
    if (begun) {
      line.end(
          count == 0
              ? LastHttpContent.EMPTY_LAST_CONTENT
              : new DefaultLastHttpContent(Unpooled.wrappedBuffer(taken())),
          last);
      return;
    }
    begun = true;
    if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, count);
    }
    last |= line.closing();
    sayWhetherItIsTheLast();
    line.end(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            Unpooled.wrappedBuffer(held, 0, count),
            headers,
            EmptyHttpHeaders.INSTANCE),
        last);
  }

  private byte[] taken() {
    var bytes = Arrays.copyOf(held, count);
    count = 0;
    return bytes;
  }

  private void send() throws IOException {
    if (begun) {
      if (count > 0) {
        line.send(new DefaultHttpContent(Unpooled.wrappedBuffer(taken())));
      }
      return;
    }
    begun = true;
    boolean bounded = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    boolean one = version.equals(HttpVersion.HTTP_1_1);
    last |= line.closing() || (!bounded && !one);
    if (!bounded && one) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    sayWhetherItIsTheLast();
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers);
    if (count == 0) {
      line.send(head);
    } else {
      line.send(head, new DefaultHttpContent(Unpooled.wrappedBuffer(taken())));
    }
  }

  private void sayWhetherItIsTheLast() {
    if (last) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (version.equals(HttpVersion.HTTP_1_0)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private final class Body extends OutputStream {

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int written = 0;
      while (written < length) {
        if (count == PIECE) {
          send();
        }
        int some = Math.min(length - written, PIECE - count);
        if (held.length < count + some) {
          int size = Math.max(Math.max(FIRST, held.length * 2), count + some);
          held = Arrays.copyOf(held, Math.min(size, PIECE));
        }
        System.arraycopy(bytes, offset + written, held, count, some);
        count += some;
        written += some;
      }
    }

    @Override
    public void flush() throws IOException {
      send();
    }
  }
}
