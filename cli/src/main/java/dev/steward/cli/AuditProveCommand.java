package dev.steward.cli;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.search.InclusionProof;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward audit prove DIR ID}. */
@Command(
    name = "prove",
    description = {
      "Prints a proof for each entry about a request that it is part of the signed log, in the form",
      "of c2sp.org/tlog-proof: whoever has the log's public key can check it without the log."
    },
    mixinStandardHelpOptions = true)
final class AuditProveCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "DIR", description = "A gateway's volume, or a copy of it.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "ID", description = "The 32 digits of the record's id.")
  private String id = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The log's public keys, a line each. May be given several times.")
  private List<Path> keys = List.of();

  @Override
  public Integer call() {
    var wanted = AuditSearchCommand.parsed(id);
    try {
      var proofs = InclusionProof.of(AuditFiles.volume(folder), AuditFiles.keys(keys), wanted);
      if (proofs.isEmpty()) {
        throw Refused.because(
            id, "there is no entry of this id", "search the logs of the other gateways");
      }
      for (var proof : proofs) {
        show(proof);
      }
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    } catch (LedgerException e) {
      throw Refused.because(e.violation());
    } catch (IOException e) {
      throw Refused.because(
          folder.toString(), "it can't be read: " + e.getMessage(), "run steward audit verify");
    }
  }

  /** The proof alone goes to standard output, so that it can be kept as it is. */
  private void show(InclusionProof proof) {
    spec.commandLine()
        .getErr()
        .println(
            "note: entry %d, %s of %s"
                .formatted(
                    proof.index(),
                    RecordFacts.name(proof.entry().kind()),
                    LocalDate.ofEpochDay(proof.entry().day())));
    spec.commandLine().getOut().print(proof.text());
  }
}
