package dev.steward.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The command {@code steward}. */
@Command(
    name = "steward",
    description = "Serves models described by ModelService files, and says what a file would do.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      InspectCommand.class,
      TaskCommand.class,
      PlanCommand.class,
      ValidateCommand.class,
      SimulateCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused: the file, the model or the machine is wrong",
      "2:the command line is wrong"
    })
public final class Steward {

  private Steward() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PlainLogs.toStandardError();
    System.exit(commandLine().execute(arguments));
  }

  /** The command with its subcommands, for {@code main} and tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Steward())
        .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, commandLine))
        .setParameterExceptionHandler((e, arguments) -> misused(e));
  }

  private static int failed(Exception failure, CommandLine commandLine) {
    if (failure instanceof Refused refused) {
      commandLine.getErr().println("error: " + refused.getMessage());
      return refused.exitCode();
    }
    commandLine
        .getErr()
        .println("error: steward: a fault of its own, %s; please report it".formatted(failure));
    return ExitCode.REFUSED;
  }

  private static int misused(ParameterException e) {
    var commandLine = e.getCommandLine();
    var err = commandLine.getErr();
    err.println("error: " + Objects.toString(e.getMessage(), "the command line is wrong"));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      commandLine.usage(err);
    }
    return ExitCode.USAGE;
  }
}
