package dev.steward.cli;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.ledger.away.AwayReader;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.SealedFiles;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.VolumeReader;
import dev.steward.sinks.depot.S3Depot;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.write.S3Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The log that a command of {@code steward audit} reads. */
final class AuditLog {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "DIR", description = "A gateway's volume, or a copy of it.")
  private Path folder;

  @Option(
      names = "--sealed",
      paramLabel = "s3://BUCKET/PREFIX",
      description = {
        "Where files of the log are that left its volume: what sealed/place in DIR names, or a folder",
        "with a copy of that. The store is asked as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,",
        "AWS_REGION and AWS_ENDPOINT_URL say."
      })
  private Optional<String> sealed = Optional.empty();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Something that is read from it. */
  @FunctionalInterface
  interface Reading<T> {
    T of(VolumeReader volume) throws LedgerException, IOException;
  }

  /** Where it is. */
  Path folder() {
    if (!Files.isDirectory(folder.resolve("log"))) {
      throw Refused.usage(
          folder.toString(),
          "there is no evidence log",
          "name a gateway's volume, or a copy of it: a folder with log, records and keys");
    }
    return folder;
  }

  /** Where its files are that left, to be written to; empty if that isn't named. */
  Optional<Depot> depot() {
    return sealed.map(text -> s3(text, "name s3://BUCKET/PREFIX"));
  }

  /** Reads something; a log that can't be read ends the command. */
  <T> T read(Reading<T> reading) {
    try {
      return reading.of(reader());
    } catch (LedgerException e) {
      throw Refused.because(e.violation());
    } catch (IOException e) {
      throw Refused.because(
          folder.toString(), "it can't be read: " + e.getMessage(), "look at the volume");
    }
  }

  /** Reads it; who runs the command is told if a part of it is elsewhere and wasn't named. */
  private VolumeReader reader() throws IOException {
    var here = new FolderReader(folder());
    if (sealed.isPresent()) {
      return new AwayReader(here, there(sealed.get()));
    }
    SealedFiles.place(here)
        .ifPresent(place ->
            command
                .commandLine()
                .getErr()
                .println(
                    "note: files of this log may have left for %s; give --sealed %s, or they are missing"
                        .formatted(place, place)));
    return here;
  }

  /** It ends with the process. */
  private static VolumeReader there(String text) {
    if (!text.startsWith("s3://") && Files.isDirectory(Path.of(text))) {
      return new FolderReader(Path.of(text));
    }
    return s3(text, "name s3://BUCKET/PREFIX, or a folder with a copy");
  }

  private static Depot s3(String text, String remedy) {
    if (DataPath.parse("--sealed", text) instanceof Checked.Valid<DataPath>(DataPath.S3 path)) {
      return new S3Depot(new S3Place(S3Settings.of(System.getenv()), path));
    }
    throw Refused.usage("--sealed", text + " is no such place", remedy);
  }

  /** The id of a request's record. */
  static RecordId id(String text) {
    return RecordId.parse(text)
        .orElseThrow(
            () -> Refused.usage(text, "it is no record's id", "use its 32 hexadecimal digits"));
  }
}
