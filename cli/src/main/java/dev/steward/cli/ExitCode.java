package dev.steward.cli;

/** How a command ends, for scripts. */
final class ExitCode {

  /** It did what was asked. */
  static final int DONE = 0;

  /** What was asked for can't be done: the file, the model or the machine is wrong. */
  static final int REFUSED = 1;

  /** The command line is wrong: an option, a value, or a file that isn't there. */
  static final int USAGE = 2;

  /** A signal ended it before it had begun to serve; after that the signal's own number is told. */
  static final int STOPPED = 130;

  private ExitCode() {}
}
