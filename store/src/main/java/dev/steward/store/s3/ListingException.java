package dev.steward.store.s3;

import java.io.IOException;

/** An object store that doesn't say what lies in it. */
public final class ListingException extends IOException {

  private static final long serialVersionUID = 1;

  /** Why it doesn't. */
  public enum Fault {
    NO_BUCKET,
    NOT_FOUND,
    DENIED,
    /** It answers otherwise; the message says how. */
    ANSWERED,
    /** Nobody who is trusted vouches for the server; the message says why. */
    UNTRUSTED,
    /** It can't be asked; the message says why. */
    UNREACHABLE
  }

  private final Fault fault;
  private final int status;

  ListingException(Fault fault, int status, String message) {
    super(message);
    this.fault = fault;
    this.status = status;
  }

  public Fault fault() {
    return fault;
  }

  /** What it answered, in HTTP; 0 where it didn't. */
  public int status() {
    return status;
  }
}
