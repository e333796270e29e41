package dev.steward.cli;

import dev.steward.api.v1alpha1.ModelService;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;

/** What a file asks of a cluster and a single process can't give. */
final class Unused {

  private Unused() {}

  /** A note that names the fields. */
  static Optional<String> of(ModelService service) {
    var spec = service.getSpec();
    var fields = new ArrayList<String>();
    if (spec.model().secretRef() != null && System.getenv("STEWARD_MODEL_SECRET") == null) {
      fields.add("spec.model.secretRef (STEWARD_MODEL_SECRET=FOLDER stands for it)");
    }
    if (spec.model().cache() != null) {
      fields.add("spec.model.cache");
    }
    if (spec.accelerator() != null) {
      fields.add("spec.accelerator");
    }
    if (spec.runtime() != null) {
      fields.add("spec.runtime");
    }
    if (spec.placement() != null) {
      fields.add("spec.placement");
    }
    var scaling = spec.scaling();
    if (scaling != null && !Objects.equals(scaling.replicas(), 1)) {
      fields.add("spec.scaling");
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: %s not used here; the model runs in this process, on this machine's CPUs"
                .formatted(
                    service.getMetadata().getName(),
                    String.join(", ", fields) + (fields.size() == 1 ? " is" : " are")));
  }
}
