package dev.steward.trust;

/** There are no credentials where some must be; the message says where and what would be right. */
public final class CredentialsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CredentialsException(String message) {
    super(message);
  }
}
