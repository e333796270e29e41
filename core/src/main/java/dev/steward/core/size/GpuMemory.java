package dev.steward.core.size;

import dev.steward.core.measure.Bytes;

/**
 * The arithmetic of {@link dev.steward.core.size}, in whole bytes, each division rounded to the
 * safe side.
 */
final class GpuMemory {

  static final long MIB = 1L << 20;

  /** 2.3 GiB. */
  static final long OVERHEAD = 2355 * MIB;

  private static final long TAKEN_PERCENT = 84;
  private static final long LOADED_PERCENT = 102;
  private static final long UNEVEN_PERCENT = 105;

  /** Past it no memory is; multiplications below it can't overflow. */
  private static final long MOST = 1L << 50;

  /** Of a pod without a GPU: what Java's heap doesn't get, and what Java needs besides. */
  private static final long NATIVE_PERCENT = 60;

  static final long JAVA = 256 * MIB;

  private GpuMemory() {}

  /** What weights take once they are loaded. */
  static Bytes loaded(Bytes weights) {
    return new Bytes(upPercent(bounded(weights), LOADED_PERCENT));
  }

  /** The most weights that are loaded into {@code room}. */
  static Bytes weightsIn(Bytes room) {
    return new Bytes(bounded(room) * 100 / LOADED_PERCENT);
  }

  /** What a GPU of that memory has for loaded weights. */
  static Bytes room(Bytes memory) {
    return new Bytes(Math.max(0, bounded(memory) * TAKEN_PERCENT / 100 - OVERHEAD));
  }

  /** What a pod without a GPU has for loaded weights. */
  static Bytes roomOnCpu(Bytes limit) {
    return new Bytes(Math.max(0, bounded(limit) * NATIVE_PERCENT / 100 - JAVA));
  }

  /** The least limit of a pod without a GPU that has that room. */
  static Bytes limitFor(Bytes room) {
    return new Bytes(Math.ceilDiv((bounded(room) + JAVA) * 100, NATIVE_PERCENT));
  }

  /** How many GPUs with that room take what is needed together; {@link Long#MAX_VALUE}: none do. */
  static long gpus(Bytes needed, Bytes room) {
    if (needed.compareTo(room) <= 0) {
      return 1;
    }
    return room.count() == 0
        ? Long.MAX_VALUE
        : Math.max(2, Math.ceilDiv(upPercent(bounded(needed), UNEVEN_PERCENT), room.count()));
  }

  /** The least memory with which so many GPUs are enough. */
  static Bytes least(Bytes needed, long gpus) {
    long part =
        gpus == 1
            ? bounded(needed)
            : Math.ceilDiv(upPercent(bounded(needed), UNEVEN_PERCENT), gpus);
    return new Bytes(Math.ceilDiv((part + OVERHEAD) * 100, TAKEN_PERCENT));
  }

  /** For people; what is needed is rounded up. */
  static String mib(Bytes bytes) {
    return Math.ceilDiv(bytes.count(), MIB) + " MiB";
  }

  /** For people; what there is is rounded down. */
  static String wholeMib(Bytes bytes) {
    return bytes.count() / MIB + " MiB";
  }

  private static long bounded(Bytes bytes) {
    return Math.min(MOST, bytes.count());
  }

  private static long upPercent(long count, long percent) {
    return Math.ceilDiv(count * percent, 100L);
  }
}
