package dev.steward.core.size;

import static java.util.Objects.requireNonNull;

import dev.steward.core.measure.Bytes;

/**
 * GPUs of one node that are alike.
 *
 * @param node its name
 * @param product what they are, as people know it; empty: nobody says
 * @param count how many pods of the node can have, 1 or more; whether they are free isn't known
 * @param memory of one; of a share, its part
 * @param unit what one is
 */
public record GpuSupply(String node, String product, int count, Bytes memory, Unit unit) {

  /** What a node counts as one. */
  public enum Unit {
    /** A GPU: one process can use several. */
    GPU,
    /** An isolated part of a GPU (MIG). */
    SLICE,
    /** A turn on a GPU that others use, too (time-slicing); its memory is shared. */
    SHARE
  }

  public GpuSupply {
    requireNonNull(memory, "memory");
    requireNonNull(unit, "unit");
    if (count < 1) {
      throw new IllegalArgumentException(node + " has " + count + " GPUs");
    }
  }

  /** How many of them one process can use. */
  int together() {
    return unit == Unit.GPU ? count : 1;
  }
}
