package dev.steward.gateway.evidence;

import java.util.concurrent.atomic.LongAdder;

/** What this gateway's trail has counted since its process began. */
public final class Counts {
  private final LongAdder starts = new LongAdder();
  private final LongAdder ends = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unrecorded = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder destroyed = new LongAdder();
  private final LongAdder purgesRefused = new LongAdder();

  LongAdder startsAdder() {
    return starts;
  }

  LongAdder endsAdder() {
    return ends;
  }

  LongAdder refusedAdder() {
    return refused;
  }

  LongAdder unrecordedAdder() {
    return unrecorded;
  }

  LongAdder gapsAdder() {
    return gaps;
  }

  LongAdder destroyedAdder() {
    return destroyed;
  }

  LongAdder purgesRefusedAdder() {
    return purgesRefused;
  }

  /** Starts of requests that are durable. */
  public long starts() {
    return starts.sum();
  }

  /** Ends of requests that are durable. */
  public long ends() {
    return ends.sum();
  }

  /** Requests that were refused because no record of them could be written. */
  public long refused() {
    return refused.sum();
  }

  /** Requests that went on without a record. */
  public long unrecorded() {
    return unrecorded.sum();
  }

  /** Gaps that were recorded. */
  public long gaps() {
    return gaps.sum();
  }

  /** Buckets of records that were destroyed. */
  public long destroyed() {
    return destroyed.sum();
  }

  /** Purges that didn't take place: clocks disagreed or couldn't be compared, or the log failed. */
  public long purgesRefused() {
    return purgesRefused.sum();
  }
}
