package dev.steward.cli;

import dev.steward.ledger.seal.FileRootKey;
import dev.steward.ledger.seal.RootKey;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The root key, of commands that read records. */
final class AuditRootKey {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Option(
      names = "--root-key",
      required = true,
      paramLabel = "FILE",
      description = "The log's root key.")
  private Path file;

  RootKey key() {
    return read(file);
  }

  static RootKey read(Path file) {
    return FileRootKey.parse(file.toString(), Sources.text(file)).orThrow(Refused::because);
  }
}
