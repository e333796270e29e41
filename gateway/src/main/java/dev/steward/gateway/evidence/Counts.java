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
  private final LongAdder sealedBytes = new LongAdder();
  private final LongAdder sealingFailures = new LongAdder();
  private volatile int receiptsWaiting;

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

  LongAdder sealedBytesAdder() {
    return sealedBytes;
  }

  LongAdder sealingFailuresAdder() {
    return sealingFailures;
  }

  void receiptsWaiting(int buckets) {
    receiptsWaiting = buckets;
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

  /** Bytes of files that left the volume. */
  public long sealedBytes() {
    return sealedBytes.sum();
  }

  /** Times that files couldn't leave. */
  public long sealingFailures() {
    return sealingFailures.sum();
  }

  /** Destroyed buckets of which files may still be elsewhere: they have no receipt yet. */
  public int receiptsWaiting() {
    return receiptsWaiting;
  }
}
