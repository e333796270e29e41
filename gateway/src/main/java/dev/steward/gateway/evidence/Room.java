package dev.steward.gateway.evidence;

import dev.steward.core.measure.Bytes;

/**
 * The room on a volume.
 *
 * @param total bytes that it has
 * @param free bytes that are left for this process
 */
public record Room(long total, long free) {

  /** How full a volume is. */
  public enum Level {
    /** Below 70 percent. */
    FINE,
    /** From 70 percent on. */
    FILLING,
    /** From 85 percent on. */
    NEARLY_FULL,
    /** Only the reserve is left: for ends of requests, purges and receipts. */
    FULL
  }

  private static final int FILLING_PERCENT = 70;
  private static final int NEARLY_FULL_PERCENT = 85;

  /** Two journals of 32 MiB, as much again for what is published from them, and change. */
  private static final long LEAST_RESERVE = 128L << 20;

  private static final long MOST_RESERVE = 1L << 30;

  public Room {
    if (total < 0 || free < 0) {
      throw new IllegalArgumentException("%d of %d bytes".formatted(free, total));
    }
  }

  /**
   * Of a file system, as {@code df} counts it: what is set aside for others is no part of it, or a
   * volume that nobody has written to would count as filled.
   *
   * @param size bytes of the file system
   * @param unallocated bytes that hold nothing
   * @param usable bytes of those that this process may have
   */
  public static Room of(long size, long unallocated, long usable) {
    return new Room(size - unallocated + usable, usable);
  }

  /**
   * What is kept for the ends of requests, for purges and receipts: a twentieth, 128 MiB to 1 GiB.
   */
  public long reserve() {
    return Math.clamp(total / 20, LEAST_RESERVE, MOST_RESERVE);
  }

  /**
   * How full it is.
   *
   * @param before how full it was: a full volume counts as full until there is a quarter more than
   *     the reserve, so that it doesn't go to and fro
   */
  public Level level(Level before) {
    var enough = before == Level.FULL ? reserve() + reserve() / 4 : reserve();
    if (free < enough) {
      return Level.FULL;
    }
    var percent = total == 0 ? 100 : 100.0 * (total - free) / total;
    if (percent >= NEARLY_FULL_PERCENT) {
      return Level.NEARLY_FULL;
    }
    return percent >= FILLING_PERCENT ? Level.FILLING : Level.FINE;
  }

  @Override
  public String toString() {
    return "%s of %s are free".formatted(new Bytes(free).text(), new Bytes(total).text());
  }
}
