package dev.steward.operator.scale;

import dev.steward.api.v1alpha1.ModelService;

/** Writes how many pods a service is to have. */
@FunctionalInterface
public interface ReplicaWriter {

  /**
   * Writes the number, unless the service has changed since it was read.
   *
   * @param service as it was read
   */
  Written write(ModelService service, int replicas);

  /** What came of it. */
  enum Written {
    DONE,
    /** Somebody changed or deleted the service: what was decided may no longer be right. */
    OVERTAKEN
  }
}
