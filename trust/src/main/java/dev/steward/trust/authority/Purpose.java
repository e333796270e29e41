package dev.steward.trust.authority;

/** Which side of a connection a certificate is for; one isn't taken for the other's. */
public enum Purpose {
  /** It calls others. */
  CLIENT("1.3.6.1.5.5.7.3.2"),
  /** It answers others. */
  SERVER("1.3.6.1.5.5.7.3.1");

  private final String identifier;

  Purpose(String identifier) {
    this.identifier = identifier;
  }

  /** Its object identifier (RFC 5280, 4.2.1.12). */
  String identifier() {
    return identifier;
  }
}
