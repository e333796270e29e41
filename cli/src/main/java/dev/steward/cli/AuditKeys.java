package dev.steward.cli;

import dev.steward.ledger.note.VerifierKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The public keys that a command of {@code steward audit} believes. */
final class AuditKeys {

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The log's public keys, a line each. May be given several times.")
  private List<Path> files = List.of();

  /** All keys of the files; at least one. */
  List<VerifierKey> believed() {
    var keys = new ArrayList<VerifierKey>();
    for (var file : files) {
      Sources.text(file)
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> VerifierKey.parse(file.toString(), line).orThrow(Refused::because))
          .forEach(keys::add);
    }
    if (keys.isEmpty()) {
      throw Refused.usage(
          "--key", "it has no key", "name a file with the log's public key, NAME+ID+BASE64");
    }
    return keys;
  }
}
