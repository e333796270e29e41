package dev.steward.bench.faults;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients saw of their answers: the oracle. An answer counts from its first byte on, even if
 * nothing came after it.
 */
final class Seen {
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final LongAdder nameless = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder unrecorded = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** An answer that named its record. */
  void answered(String record, int status) {
    answered.put(record, status);
    if (status != 200) {
      failed.increment();
    }
  }

  /** A beginning of an answer that didn't come to its record's name. */
  void nameless() {
    nameless.increment();
  }

  /** An answer that said that it has no record, by naming none. */
  void withoutRecord() {
    gaps.increment();
  }

  /** A refusal for want of a record. */
  void unrecorded() {
    unrecorded.increment();
  }

  /** A connection that ended without a byte of an answer. */
  void broken() {
    broken.increment();
  }

  Set<String> records() {
    return Set.copyOf(answered.keySet());
  }

  /** Answers that must have a record, named or not. */
  long answers() {
    return answered.size() + nameless.sum();
  }

  long withoutRecords() {
    return gaps.sum();
  }

  long refusals() {
    return unrecorded.sum();
  }

  /** Requests that weren't answered as a client likes it, for whatever reason. */
  long failures() {
    return failed.sum() + nameless.sum() + gaps.sum() + unrecorded.sum() + broken.sum();
  }
}
