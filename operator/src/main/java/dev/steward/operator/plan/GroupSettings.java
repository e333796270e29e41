package dev.steward.operator.plan;

import static java.util.Objects.requireNonNull;

/**
 * That each replica is a group of pods.
 *
 * @param sharding how the model is spread over them
 * @param size how many pods a group has, {@value #SMALLEST} to {@value #LARGEST}
 */
public record GroupSettings(Sharding sharding, int size) {

  public static final int SMALLEST = 2;
  public static final int LARGEST = dev.steward.api.v1alpha1.Sharding.LARGEST_GROUP;

  public GroupSettings {
    requireNonNull(sharding, "sharding");
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException("a group has 2 to 16 pods: " + size);
    }
  }

  /** How a model is spread over the pods of a group. */
  public enum Sharding {
    /** Steward's runtime computes a stage in each. */
    PIPELINE,
    /** An engine shards it itself. */
    TENSOR
  }
}
