package dev.steward.cli;

import dev.steward.cli.audit.ContentText;
import dev.steward.ledger.search.ContentSearch;
import dev.steward.ledger.search.FoundContent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward audit show DIR ID}. */
@Command(
    name = "show",
    description = {
      "Prints what was asked and answered in one request, where a policy had it kept. Reads it, with",
      "the root key; verifies nothing."
    },
    mixinStandardHelpOptions = true)
final class AuditShowCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private AuditLog log = new AuditLog();

  @Parameters(index = "1", paramLabel = "ID", description = "The 32 digits of the record's id.")
  private String id = "";

  @Mixin private AuditRootKey root = new AuditRootKey();

  @Option(names = "--json", description = "Prints a JSON object, with both bodies in base 64.")
  private boolean json;

  @Override
  public Integer call() {
    var content = content();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonLine.of(ContentText.json(content)));
    } else {
      ContentText.lines(content).forEach(out::println);
    }
    out.flush();
    return ExitCode.DONE;
  }

  private FoundContent content() {
    var wanted = AuditLog.id(id);
    var key = root.key();
    return log.read(volume -> ContentSearch.find(volume, key, wanted))
        .orElseThrow(() ->
            Refused.because(
                id,
                "there is no content of this id: none was kept, or it was destroyed",
                "look into the logs of the other gateways; steward audit prove shows whether there"
                    + " was any"));
  }
}
