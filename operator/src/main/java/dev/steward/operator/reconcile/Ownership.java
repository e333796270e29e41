package dev.steward.operator.reconcile;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
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

  /**
   * Whose {@code object} is.
   *
   * @param uid the service's uid
   */
  static Ownership of(HasMetadata object, String uid) {
    var labels =
        Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.<String, String>of());
    var owner =
        object.getMetadata().getOwnerReferences().stream()
            .filter(reference -> reference.getKind().equals("ModelService"))
            .map(OwnerReference::getUid)
            .findFirst()
            .or(() -> Optional.ofNullable(labels.get(Names.SERVICE_UID)));
    if (owner.isPresent()) {
      return owner.get().equals(uid) ? OURS : PREDECESSORS;
    }
    // Someone has taken the owner reference away; the label still says that it was ours.
    return Objects.equals(labels.get(Names.MANAGED_BY), Names.STEWARD) ? OURS : FOREIGN;
  }
}
