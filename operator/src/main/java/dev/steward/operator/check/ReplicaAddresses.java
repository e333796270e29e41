package dev.steward.operator.check;

/**
 * Where the replicas of one part are found: the name of a headless Service, which resolves to every
 * ready pod.
 *
 * @param replicas how many there should be, at least 1
 */
record ReplicaAddresses(String host, int port, int replicas) {

  /** Reads {@code HOST:PORT=REPLICAS}, such as {@code steward-gateway.steward.svc:8081=2}. */
  static ReplicaAddresses parse(String text) {
    var colon = text.lastIndexOf(':');
    var equals = text.indexOf('=', colon);
    if (colon < 1 || equals < 0) {
      throw new IllegalArgumentException("not HOST:PORT=REPLICAS: " + text);
    }
    return new ReplicaAddresses(
        text.substring(0, colon),
        Integer.parseInt(text.substring(colon + 1, equals)),
        Integer.parseInt(text.substring(equals + 1)));
  }
}
