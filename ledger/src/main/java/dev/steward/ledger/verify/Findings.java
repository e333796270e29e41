package dev.steward.ledger.verify;

import java.util.ArrayList;
import java.util.List;

/** What was found, up to a bound; by two threads. */
final class Findings {

  private static final int MOST = 1000;

  private final List<Finding> kept = new ArrayList<>();
  private long count;

  synchronized void add(Check check, String place, String problem) {
    count++;
    if (kept.size() < MOST) {
      kept.add(new Finding(check, place, problem));
    }
  }

  void add(Check check, long index, String problem) {
    add(check, "entry " + index, problem);
  }

  synchronized List<Finding> kept() {
    return List.copyOf(kept);
  }

  synchronized long count() {
    return count;
  }
}
