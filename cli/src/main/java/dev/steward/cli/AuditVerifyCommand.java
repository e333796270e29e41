package dev.steward.cli;

import dev.steward.cli.audit.ReportText;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward audit verify DIR}. */
@Command(
    name = "verify",
    description = {
      "Verifies an evidence log: that it is what was signed, that every record is there or was",
      "destroyed in its time with a receipt, and that nothing is there that is overdue."
    },
    mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private AuditLog log = new AuditLog();

  @Mixin private AuditKeys keys = new AuditKeys();

  @Option(
      names = "--witnessed",
      paramLabel = "FILE",
      description =
          "A checkpoint of this log that was kept elsewhere: the log must contain it. May be given"
              + " several times.")
  private List<Path> witnessed = List.of();

  @Option(
      names = "--root-key",
      paramLabel = "FILE",
      description = "Decrypts and reads every record as well.")
  private Optional<Path> rootKey = Optional.empty();

  @Mixin private AuditDay today = new AuditDay();

  @Option(
      names = "--slack",
      paramLabel = "DAYS",
      description = "How long after its day something due counts as overdue. Default: 1.")
  private int slack = 1;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    var report = report();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonLine.of(ReportText.json(report)));
    } else {
      ReportText.lines(report).forEach(out::println);
    }
    out.flush();
    return report.sound() ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private Report report() {
    if (slack < 0 || slack > 366) {
      throw Refused.usage("--slack", slack + " days can't be", "use a number from 0 to 366");
    }
    var believed = keys.believed();
    var evidence =
        new Evidence(
            believed,
            witnessed.stream().map(file -> checkpoint(file, believed)).toList(),
            today.day(),
            slack,
            rootKey.map(AuditRootKey::read));
    return log.read(volume -> Verifier.verify(volume, evidence));
  }

  /** A checkpoint that was kept elsewhere, by whom the log signs. */
  static SignedCheckpoint checkpoint(Path file, List<VerifierKey> keys) {
    return SignedCheckpoint.verify(file.toString(), Sources.text(file), keys)
        .orThrow(Refused::because);
  }
}
