package dev.steward.gateway.proxy;

import java.time.Duration;

/**
 * What a gateway takes at most; all are positive.
 *
 * @param headerBytes of a request's head (431 past it)
 * @param bodyBytes of a request's body (413 past it)
 * @param peekBytes of a body that are read to find its {@code model} (400 past it)
 * @param peekBytesOfAll that are kept of all such bodies at once (429 past it)
 * @param peekTime in which a body's {@code model} must have come (408 past it)
 * @param inFlight requests in hand at once (429 past it)
 * @param inFlightPerService requests of one service in hand at once (429 past it)
 * @param connections clients' connections at once; more are closed as they come
 * @param tries pods that one request is sent to at most
 */
public record Limits(
    int headerBytes,
    long bodyBytes,
    int peekBytes,
    long peekBytesOfAll,
    Duration peekTime,
    int inFlight,
    int inFlightPerService,
    int connections,
    int tries) {

  public Limits {
    if (headerBytes < 1
        || bodyBytes < 1
        || peekBytes < 1
        || peekBytesOfAll < 1
        || !peekTime.isPositive()
        || inFlight < 1
        || inFlightPerService < 1
        || connections < 1
        || tries < 1) {
      throw new IllegalArgumentException("every limit is positive");
    }
  }

  /** What a gateway in a cluster uses. */
  public static Limits defaults() {
    return new Limits(
        16 * 1024, 64L << 20, 256 * 1024, 32L << 20, Duration.ofSeconds(60), 4096, 1024, 10_000, 3);
  }

  /** The same with another largest body. */
  public Limits withBodyBytes(long bytes) {
    return new Limits(
        headerBytes,
        bytes,
        peekBytes,
        peekBytesOfAll,
        peekTime,
        inFlight,
        inFlightPerService,
        connections,
        tries);
  }

  /** The same with other numbers of requests in hand, in all and per service. */
  public Limits withInFlight(int all, int perService) {
    return new Limits(
        headerBytes,
        bodyBytes,
        peekBytes,
        peekBytesOfAll,
        peekTime,
        all,
        perService,
        connections,
        tries);
  }

  /** The same with other bounds for bodies whose {@code model} is looked for. */
  public Limits withPeek(long bytesOfAll, Duration time) {
    return new Limits(
        headerBytes,
        bodyBytes,
        peekBytes,
        bytesOfAll,
        time,
        inFlight,
        inFlightPerService,
        connections,
        tries);
  }

  /** Bytes of the head of a pod's answer (502 past it). */
  public int answerHeaderBytes() {
    return 2 * headerBytes;
  }
}
