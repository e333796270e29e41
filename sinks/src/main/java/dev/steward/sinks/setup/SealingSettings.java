package dev.steward.sinks.setup;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.volume.Depot;
import dev.steward.sinks.depot.S3Depot;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.write.S3Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where files of evidence logs go that are written no more.
 *
 * @param path below which each log has a folder of its own
 * @param secrets a folder with files named as {@code AWS_ACCESS_KEY_ID} and the others are
 * @param after how long after their last change
 */
public record SealingSettings(DataPath.S3 path, Optional<Path> secrets, Duration after) {

  /** At most: a volume must have room for so long. */
  public static final Duration LONGEST = Duration.ofDays(30);

  public SealingSettings {
    if (after.isNegative() || after.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("files leave after " + after);
    }
  }

  /**
   * The depot of a log, which the caller closes. Secrets are read now; wrong ones are told when it
   * is used.
   */
  public Depot depot(Origin log) throws LedgerException {
    try {
      return switch (new Secrets("sealing", secrets).store()) {
        case Checked.Valid<S3Settings>(var store) -> new S3Depot(new S3Place(store, folder(log)));
        case Checked.Invalid<S3Settings>(var violation) -> throw new LedgerException(violation);
      };
    } catch (IOException e) {
      throw LedgerException.of(
          "the secrets for " + path.text(),
          "they can't be read: " + e.getMessage(),
          "give AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, of another store, AWS_ENDPOINT_URL");
    }
  }

  /** Its own folder: {@code s3://BUCKET/PREFIX/ORIGIN}. */
  DataPath.S3 folder(Origin log) {
    var name = log.text().replaceAll("[^A-Za-z0-9./_-]", "_");
    var prefix = path.key().isEmpty() ? "" : path.key().replaceFirst("/*$", "/");
    return new DataPath.S3(path.bucket(), prefix + name);
  }
}
