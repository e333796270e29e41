package dev.steward.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steward task}: inputs by path, a service, and what comes back. */
@Command(
    name = "task",
    description = {
      "Sends many inputs, named by path, to a service and puts the answers together in their order.",
      "Works on this machine; in a cluster, kubectl apply the same file."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      TaskSubmitCommand.class,
      TaskWatchCommand.class,
      TaskResultsCommand.class,
      HelpCommand.class
    })
final class TaskCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "task: it needs a command; use submit, watch or results");
  }
}
