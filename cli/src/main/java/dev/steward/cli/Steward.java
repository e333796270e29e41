package dev.steward.cli;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused: the file, the model or the machine is wrong",
      "2:the command line is wrong"
    })
public final class Steward {

  /** By name, in the order in which help lists them. */
  private static final SequencedMap<String, Class<?>> SUBCOMMANDS = subcommands();

  private static final String HELP = "help";

  private Steward() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PlainLogs.toStandardError();
    System.exit(commandLine(arguments).execute(arguments));
  }

  /**
   * The command with the subcommand that the arguments begin with, or with all of them: what
   * picocli reads of a subcommand's class by reflection takes a tenth of a second of a start for
   * all together.
   */
  static CommandLine commandLine(String... arguments) {
    var root = new CommandLine(new Steward());
    var named = arguments.length == 0 ? "" : arguments[0];
    if (SUBCOMMANDS.containsKey(named) && !named.equals(HELP)) {
      root.addSubcommand(named, SUBCOMMANDS.get(named));
    } else {
      SUBCOMMANDS.forEach(root::addSubcommand);
    }
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, commandLine))
        .setParameterExceptionHandler((e, misused) -> misused(e));
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

  private static SequencedMap<String, Class<?>> subcommands() {
    var subcommands = new LinkedHashMap<String, Class<?>>();
    subcommands.put("run", RunCommand.class);
    subcommands.put("conformance", ConformanceCommand.class);
    subcommands.put("inspect", InspectCommand.class);
    subcommands.put("task", TaskCommand.class);
    subcommands.put("plan", PlanCommand.class);
    subcommands.put("validate", ValidateCommand.class);
    subcommands.put("policy", PolicyCommand.class);
    subcommands.put("simulate", SimulateCommand.class);
    subcommands.put("audit", AuditCommand.class);
    subcommands.put("version", VersionCommand.class);
    subcommands.put(HELP, HelpCommand.class);
    return subcommands;
  }
}
