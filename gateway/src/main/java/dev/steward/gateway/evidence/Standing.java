package dev.steward.gateway.evidence;

/** How it stands with the log. */
sealed interface Standing {

  /** It is open. */
  record Open(Session session) implements Standing {}

  /**
   * It isn't.
   *
   * @param why for people
   */
  record Shut(String why) implements Standing {}
}
