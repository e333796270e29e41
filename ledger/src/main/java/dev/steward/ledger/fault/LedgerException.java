package dev.steward.ledger.fault;

import dev.steward.core.check.Violation;
import java.io.IOException;

/**
 * A log can't be opened, read or written. Nothing was overwritten: what is on the volume is left as
 * it was found, for a person to look at.
 */
public final class LedgerException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Violation violation;

  public LedgerException(Violation violation) {
    super(violation.message());
    this.violation = violation;
  }

  /** What is wrong with a file, and what to do. */
  public static LedgerException of(String file, String problem, String remedy) {
    return new LedgerException(new Violation(file, problem, remedy));
  }

  /** The volume itself failed. */
  public static LedgerException io(String doing, IOException cause) {
    var exception =
        new LedgerException(
            new Violation(
                doing,
                String.valueOf(cause),
                "look at the volume (full, read-only, broken); then open the log again"));
    exception.initCause(cause);
    return exception;
  }

  /** The same in parts. */
  public Violation violation() {
    return violation;
  }
}
