package dev.steward.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command printed and how it ended. */
record CommandRun(int exitCode, String out, String err) {

  /** Runs a command in this process. */
  static CommandRun of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        Steward.commandLine(arguments)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
