package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/** Which object, whatever is in it. */
record ObjectKey(String kind, String namespace, String name) {
  static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        object.getKind(),
        Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
        object.getMetadata().getName());
  }
}
