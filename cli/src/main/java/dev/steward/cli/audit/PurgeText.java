package dev.steward.cli.audit;

import dev.steward.ledger.Purge;
import java.util.List;
import java.util.stream.Stream;

/** What became of a purge, for people. */
public final class PurgeText {

  private PurgeText() {}

  /** A line for each bucket; one if there is none. */
  public static List<String> lines(Purge.Done done) {
    if (done.purged().isEmpty() && done.unfinished().isEmpty()) {
      return List.of("nothing is due");
    }
    return Stream.concat(
            done.purged().stream()
                .map(
                    set -> "destroyed: %s, %d records".formatted(set.bucket().path(), set.count())),
            done.unfinished().stream()
                .map(one ->
                    "the key of %s is destroyed, and its receipt waits: %s"
                        .formatted(one.bucket().path(), one.why())))
        .toList();
  }
}
