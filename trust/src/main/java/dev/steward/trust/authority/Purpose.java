package dev.steward.trust.authority;

import java.util.List;

/** Which side of a connection a certificate is for; one isn't taken for the other's. */
public enum Purpose {
  /** It calls others. */
  CLIENT,
  /** It answers others. */
  SERVER,
  /** It calls its peers and answers them: a member of a group. */
  PEER;

  private static final String CALLS = "1.3.6.1.5.5.7.3.2";
  private static final String ANSWERS = "1.3.6.1.5.5.7.3.1";

  /** Its object identifiers (RFC 5280, 4.2.1.12). */
  List<String> identifiers() {
    return switch (this) {
      case CLIENT -> List.of(CALLS);
      case SERVER -> List.of(ANSWERS);
      case PEER -> List.of(ANSWERS, CALLS);
    };
  }
}
