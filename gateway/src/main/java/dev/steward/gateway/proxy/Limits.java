package dev.steward.gateway.proxy;

/**
 * What a gateway takes at most; all are at least 1.
 *
 * @param headerBytes of a request's head (431 past it)
 * @param bodyBytes of a request's body (413 past it)
 * @param peekBytes of a body that are read to find its {@code model} (400 past it)
 * @param inFlight requests in hand at once (429 past it)
 * @param inFlightPerService requests of one service in hand at once (429 past it)
 * @param connections clients' connections at once; more are closed as they come
 * @param tries pods that one request is sent to at most
 */
public record Limits(
    int headerBytes,
    long bodyBytes,
    int peekBytes,
    int inFlight,
    int inFlightPerService,
    int connections,
    int tries) {

  public Limits {
    if (headerBytes < 1
        || bodyBytes < 1
        || peekBytes < 1
        || inFlight < 1
        || inFlightPerService < 1
        || connections < 1
        || tries < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** What a gateway in a cluster uses. */
  public static Limits defaults() {
    return new Limits(16 * 1024, 64L << 20, 256 * 1024, 4096, 1024, 10_000, 3);
  }

  /** The same with another largest body. */
  public Limits withBodyBytes(long bytes) {
    return new Limits(
        headerBytes, bytes, peekBytes, inFlight, inFlightPerService, connections, tries);
  }

  /** The same with other numbers of requests in hand, in all and per service. */
  public Limits withInFlight(int all, int perService) {
    return new Limits(headerBytes, bodyBytes, peekBytes, all, perService, connections, tries);
  }
}
