package dev.steward.ledger.away;

import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.volume.Depot;
import java.io.IOException;
import java.security.MessageDigest;

/** Copies files to a depot, and believes nothing that it hasn't read back. */
record Copy(Depot depot) {

  private static final int BUFFER = 64 << 10;

  /**
   * The file is there when this returns.
   *
   * @throws IOException if it isn't, or nobody knows
   */
  void of(String file, byte[] content) throws IOException {
    depot.create(file, content);
    var there = depot.open(file);
    if (there.isEmpty()) {
      throw new IOException(
          "%s/%s: it was taken, and isn't there; the file stays here"
              .formatted(depot.place(), file));
    }
    var digest = TreeHasher.sha256();
    try (var in = there.get()) {
      var buffer = new byte[BUFFER];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    if (!MessageDigest.isEqual(digest.digest(), TreeHasher.sha256().digest(content))) {
      throw new IOException(
          "%s/%s: other bytes are read there than were written; nothing is overwritten, and the file"
                  .formatted(depot.place(), file)
              + " stays here");
    }
  }
}
