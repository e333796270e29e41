package dev.steward.cli.audit;

import dev.steward.ledger.rehearse.Rehearsal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a rehearsal destroyed. */
public final class RehearsalText {

  private RehearsalText() {}

  /** For people, a line each. */
  public static List<String> lines(Rehearsal rehearsal, LocalDate day) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s on %s: %,d %s due, %,d stay",
            rehearsal.log().text(),
            day,
            rehearsal.destroyed().size(),
            rehearsal.destroyed().size() == 1 ? "bucket is" : "buckets are",
            rehearsal.kept()));
    for (var set : rehearsal.destroyed()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "destroyed in the copy: %s, %,d records, entries %d to %d, root %s",
              set.bucket().path(),
              set.count(),
              set.first(),
              set.last(),
              set.root().base64()));
    }
    lines.add("the copy's key: " + rehearsal.key().text());
    return lines;
  }
}
