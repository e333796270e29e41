package dev.steward.runtime.web;

import java.time.Duration;

/**
 * The bounds of what clients may send.
 *
 * @param bodyBytes of one request
 * @param allBodiesBytes of all requests that are read or computed at a moment
 * @param headerBytes of one request's headers
 * @param connections at a moment; more wait to be accepted
 * @param idle how long a connection may bring nothing
 * @param body how long a request's body may take in all
 * @param answer how long a request may take from its arrival to its answer
 */
public record HttpLimits(
    long bodyBytes,
    long allBodiesBytes,
    int headerBytes,
    int connections,
    Duration idle,
    Duration body,
    Duration answer) {

  private static final long MOST_BODY = 64L << 20;

  public HttpLimits {
    if (bodyBytes < 1 || allBodiesBytes < bodyBytes || headerBytes < 1024 || connections < 1) {
      throw new IllegalArgumentException("limits that let no request pass");
    }
  }

  /**
   * Bounds that a heap of {@code heapBytes} can bear: a body's tensors need up to four times its
   * bytes.
   */
  public static HttpLimits forHeap(long heapBytes) {
    long all = Math.max(heapBytes / 8, 1L << 20);
    return new HttpLimits(
        Math.min(MOST_BODY, all),
        all,
        16 << 10,
        4096,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }
}
