package dev.steward.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steward policy}: what policies say, before and after they are in force. */
@Command(
    name = "policy",
    description =
        "Says what policies ask for, what they would deny, and whether they are as meant.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      PolicyExplainCommand.class,
      PolicyTestCommand.class,
      PolicyPreviewCommand.class,
      HelpCommand.class
    })
final class PolicyCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "policy: it needs a command; use explain, test or preview");
  }
}
