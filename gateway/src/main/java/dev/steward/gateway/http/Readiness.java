package dev.steward.gateway.http;

/** Whether traffic should come here. */
public sealed interface Readiness {

  /**
   * It should.
   *
   * @param detail for people: {@code ok}, or what isn't as it should be all the same
   */
  record Ready(String detail) implements Readiness {
    public static final Ready OK = new Ready("ok");
  }

  /**
   * It shouldn't.
   *
   * @param why for people
   */
  record Unready(String why) implements Readiness {}
}
