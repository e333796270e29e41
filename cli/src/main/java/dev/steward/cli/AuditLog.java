package dev.steward.cli;

import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.volume.FolderReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The log that a command of {@code steward audit} reads. */
final class AuditLog {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "DIR", description = "A gateway's volume, or a copy of it.")
  private Path folder;

  /** Something that is read from it. */
  @FunctionalInterface
  interface Reading<T> {
    T of(FolderReader volume) throws LedgerException, IOException;
  }

  /** Reads something; a log that can't be read ends the command. */
  <T> T read(Reading<T> reading) {
    if (!Files.isDirectory(folder.resolve("log"))) {
      throw Refused.usage(
          folder.toString(),
          "there is no evidence log",
          "name a gateway's volume, or a copy of it: a folder with log, records and keys");
    }
    try {
      return reading.of(new FolderReader(folder));
    } catch (LedgerException e) {
      throw Refused.because(e.violation());
    } catch (IOException e) {
      throw Refused.because(
          folder.toString(), "it can't be read: " + e.getMessage(), "look at the volume");
    }
  }

  /** The id of a request's record. */
  static RecordId id(String text) {
    return RecordId.parse(text)
        .orElseThrow(
            () -> Refused.usage(text, "it is no record's id", "use its 32 hexadecimal digits"));
  }
}
