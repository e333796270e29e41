package dev.steward.cli;

import dev.steward.core.check.Violation;

/** Ends a command with a message to its user; caught in one place, {@link Steward}. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private Refused(int exitCode, Violation violation) {
    super(violation.message());
    this.exitCode = exitCode;
  }

  /** What was asked for can't be done. */
  static Refused because(Violation violation) {
    return new Refused(ExitCode.REFUSED, violation);
  }

  /** What was asked for can't be done. */
  static Refused because(String field, String problem, String remedy) {
    return because(new Violation(field, problem, remedy));
  }

  /** The command line is wrong. */
  static Refused usage(String field, String problem, String remedy) {
    return new Refused(ExitCode.USAGE, new Violation(field, problem, remedy));
  }

  int exitCode() {
    return exitCode;
  }
}
