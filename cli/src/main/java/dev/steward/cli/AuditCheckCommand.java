package dev.steward.cli;

import dev.steward.cli.audit.ProofText;
import dev.steward.ledger.search.ProofReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward audit check PROOF}. */
@Command(
    name = "check",
    description = {
      "Checks what `steward audit prove` printed: that each of its entries is part of a log, as it was",
      "signed. Needs the log's public key, and neither the log nor a network."
    },
    mixinStandardHelpOptions = true)
final class AuditCheckCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "PROOF", description = "A file with proofs.")
  private Path proof;

  @Mixin private AuditKeys keys = new AuditKeys();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    ProofReader.read(proof.toString(), Sources.text(proof), keys.believed())
        .orThrow(Refused::because)
        .forEach(one -> out.println(ProofText.holding(one)));
    out.flush();
    return ExitCode.DONE;
  }
}
