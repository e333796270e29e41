package dev.steward.gateway.proxy;

import java.nio.ByteBuffer;

/**
 * Looks for the lengths of a call's messages as they pass: each message stands behind five bytes, a
 * flag and its length (grpc/grpc, doc/PROTOCOL-HTTP2.md, Length-Prefixed-Message). One owner.
 */
final class MessageLengths {
  private static final int PREFIX = 5;

  private final long most;
  private long rest;
  private int prefix;
  private long length;

  /** Of messages that may have so many bytes. */
  MessageLengths(long most) {
    this.most = most;
  }

  /** They come once more from the first. */
  void restart() {
    rest = 0;
    prefix = 0;
  }

  /**
   * Whether a message in these bytes, or one that begins in them, is longer. The buffer is left as
   * it is.
   */
  boolean exceed(ByteBuffer bytes) {
    var at = bytes.position();
    while (at < bytes.limit()) {
      if (rest > 0) {
        var skipped = Math.min(rest, bytes.limit() - at);
        rest -= skipped;
        at += (int) skipped;
      } else {
        length = prefix == 0 ? 0 : (length << 8) | (bytes.get(at) & 0xff);
        prefix++;
        at++;
        if (prefix == PREFIX) {
          prefix = 0;
          rest = length;
          if (length > most) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
