package dev.steward.operator.reconcile;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whose an object is, from the view of one service. */
enum Ownership {
  /** The service's own. */
  OURS,
  /** Of an earlier service of the same name. */
  PREDECESSORS,
  /** Someone else's. */
  FOREIGN;

  /** Whose {@code object} is, from the view of {@code service}. */
  static Ownership of(HasMetadata object, ObjectMeta service) {
    var labels =
        Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.<String, String>of());
    var owner =
        object.getMetadata().getOwnerReferences().stream()
            .filter(reference -> reference.getKind().equals("ModelService"))
            .findFirst();
    if (owner.filter(it -> !it.getName().equals(service.getName())).isPresent()) {
      // A revision of one service may be called like another service.
      return FOREIGN;
    }
    var uid =
        owner
            .map(OwnerReference::getUid)
            .or(() -> Optional.ofNullable(labels.get(Names.SERVICE_UID)));
    if (uid.isPresent()) {
      return uid.get().equals(service.getUid()) ? OURS : PREDECESSORS;
    }
    // Someone has taken the owner reference away; the label still says that it was ours.
    return Objects.equals(labels.get(Names.MANAGED_BY), Names.STEWARD) ? OURS : FOREIGN;
  }
}
