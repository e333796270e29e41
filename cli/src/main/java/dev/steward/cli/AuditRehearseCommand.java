package dev.steward.cli;

import dev.steward.cli.audit.RehearsalText;
import dev.steward.ledger.rehearse.Rehearsal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward audit rehearse DIR COPY}. */
@Command(
    name = "rehearse",
    description = {
      "Shows what a gateway will destroy on a day, and what proof there will be: copies the log, and",
      "destroys in the copy what is due by then, as a gateway does. The log isn't touched.",
      "The copy goes on as ORIGIN/rehearsal, signed by a key of its own, so that it is never the log;",
      "its public key is the file rehearsal.pub in it."
    },
    mixinStandardHelpOptions = true)
final class AuditRehearseCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private AuditLog log = new AuditLog();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(
      index = "1",
      paramLabel = "COPY",
      description = "A folder for the copy; it must be empty, or not there yet.")
  private Path copy;

  @Mixin private AuditKeys keys = new AuditKeys();

  @Mixin private AuditDay today = new AuditDay();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var believed = keys.believed();
    var day = today.day();
    var rehearsal = log.read(volume -> Rehearsal.of(volume, believed, copy, day));
    RehearsalText.lines(rehearsal, day).forEach(out::println);
    out.flush();
    return ExitCode.DONE;
  }
}
