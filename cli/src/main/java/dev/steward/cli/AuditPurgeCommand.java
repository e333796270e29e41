package dev.steward.cli;

import dev.steward.cli.audit.PurgeText;
import dev.steward.core.check.Checked;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.Purge;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.retain.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward audit purge DIR}. */
@Command(
    name = "purge",
    description = {
      "Destroys what is due in the log of a gateway that is gone, with receipts signed by the log's",
      "own key. An installation does that by itself for the claims it has; this is for a volume that",
      "was taken out of one. It writes to DIR, and not while a gateway has it."
    },
    mixinStandardHelpOptions = true)
final class AuditPurgeCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private AuditLog log = new AuditLog();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Option(
      names = "--secret",
      required = true,
      paramLabel = "FOLDER",
      description = "The installation's secret: files origin, signing.seed and root.key.")
  private Path secret;

  @Option(
      names = "--gateway",
      required = true,
      paramLabel = "NAME",
      description = "Whose log it was, such as steward-gateway-2.")
  private String gateway = "";

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Option(
      names = "--today",
      required = true,
      paramLabel = "DATE",
      description = "Which day it is, in UTC: nothing is destroyed by this machine's word alone.")
  private LocalDate today;

  @Option(
      names = "--witnessed",
      paramLabel = "FILE",
      description = "A checkpoint of this log that was kept elsewhere: the log must contain it.")
  private Optional<Path> witnessed = Optional.empty();

  @Override
  public Integer call() {
    var clock = InstantSource.system();
    var keys = keys();
    try (var opened = EvidenceLog.open(log.folder(), settings(keys, clock))) {
      var now = clock.instant();
      return switch (opened.purge(new Clocks(now, said(now)), Optional.empty())) {
        case Purge.Refused(var violation) -> throw Refused.because(violation);
        case Purge.Done done -> {
          PurgeText.lines(done).forEach(spec.commandLine().getOut()::println);
          spec.commandLine().getOut().flush();
          yield done.unfinished().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
        }
      };
    } catch (LedgerException e) {
      throw Refused.because(e.violation());
    }
  }

  /** This time of the day that was said. */
  private Instant said(Instant now) {
    return now.atZone(ZoneOffset.UTC).with(today).toInstant();
  }

  private EvidenceSettings settings(InstallationSecret keys, InstantSource clock) {
    var signer = keys.signer(gateway);
    var settings =
        witnessed
            .map(file -> AuditVerifyCommand.checkpoint(file, List.of(signer.verifier())))
            .map(seen -> LogSettings.of(signer).withWitnessed(seen))
            .orElse(LogSettings.of(signer));
    return new EvidenceSettings(settings, keys.root(), clock, log.depot());
  }

  private InstallationSecret keys() {
    return switch (InstallationSecret.parse(secret.toString(), this::text)) {
      case Checked.Valid<InstallationSecret>(var keys) -> keys;
      case Checked.Invalid<InstallationSecret>(var violation) -> throw Refused.because(violation);
    };
  }

  private Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(secret.resolve(name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
