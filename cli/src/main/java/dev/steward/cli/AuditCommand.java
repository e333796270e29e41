package dev.steward.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steward audit}: the evidence log, for an outsider. */
@Command(
    name = "audit",
    description = {
      "Verifies an evidence log, finds records in it, proves that they are part of it, and shows what",
      "was asked and answered where that was kept.",
      "Works offline, on a gateway's volume or a copy of it."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      AuditVerifyCommand.class,
      AuditSearchCommand.class,
      AuditProveCommand.class,
      AuditShowCommand.class,
      HelpCommand.class
    })
final class AuditCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "audit: it needs a command; use verify, search, prove or show");
  }
}
