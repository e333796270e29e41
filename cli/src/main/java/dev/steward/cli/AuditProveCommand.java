package dev.steward.cli;

import dev.steward.cli.audit.ProofText;
import dev.steward.ledger.search.InclusionProof;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private AuditLog log = new AuditLog();

  @Parameters(index = "1", paramLabel = "ID", description = "The 32 digits of the record's id.")
  private String id = "";

  @Mixin private AuditKeys keys = new AuditKeys();

  @Override
  public Integer call() {
    var wanted = AuditLog.id(id);
    var believed = keys.believed();
    var proofs = log.read(volume -> InclusionProof.of(volume, believed, wanted));
    if (proofs.isEmpty()) {
      throw Refused.because(
          id, "there is no entry of this id", "search the logs of the other gateways");
    }
    proofs.forEach(this::show);
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  /** The proof alone goes to standard output, so that it can be kept as it is. */
  private void show(InclusionProof proof) {
    spec.commandLine().getErr().println("note: " + ProofText.entry(proof));
    spec.commandLine().getOut().print(proof.text());
  }
}
