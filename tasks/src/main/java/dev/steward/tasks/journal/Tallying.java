package dev.steward.tasks.journal;

import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Counts answers. */
public final class Tallying {

  private final List<ItemFailure> first = new ArrayList<>();
  private long done;
  private long failed;

  /** Counts the lines of {@code answers}. */
  public static Tally of(BufferedReader answers) throws IOException {
    var tallying = new Tallying();
    for (var line = answers.readLine(); line != null; line = answers.readLine()) {
      tallying.add(ResultLine.read(line));
    }
    return tallying.tally();
  }

  /** Adds the next one, in input order. */
  public void add(ResultLine line) {
    done++;
    if (line instanceof ResultLine.Failed(var item, var input, var error)) {
      failed++;
      if (first.size() < Tally.MAX_FAILURES) {
        first.add(new ItemFailure(item, input, error));
      }
    }
  }

  /** What was counted. */
  public Tally tally() {
    return new Tally(done, failed, first);
  }
}
