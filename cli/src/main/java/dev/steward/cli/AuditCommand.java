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
      "Fetches the evidence logs of a cluster; verifies one, finds records in it, proves that they are",
      "part of it, shows what was asked and answered where that was kept, rehearses what will be",
      "destroyed on a day, and destroys what is due in one that was left alone. All but fetch work",
      "offline, on a gateway's volume or a copy of it."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      AuditFetchCommand.class,
      AuditVerifyCommand.class,
      AuditSearchCommand.class,
      AuditProveCommand.class,
      AuditCheckCommand.class,
      AuditShowCommand.class,
      AuditRehearseCommand.class,
      AuditPurgeCommand.class,
      HelpCommand.class
    })
final class AuditCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "audit: it needs a command; use fetch, verify, search, prove, check, show, rehearse or purge");
  }
}
