package dev.steward.operator.enforce;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * An object that isn't as the chart made it.
 *
 * @param shipped as it is to be
 * @param actual as it is; empty: it is gone
 */
record Deviation(HasMetadata shipped, Optional<HasMetadata> actual) {

  String name() {
    return shipped.getMetadata().getName();
  }

  /** In a few words. */
  String told() {
    return "%s %s was %s"
        .formatted(shipped.getKind(), name(), actual.isPresent() ? "changed" : "deleted");
  }
}
