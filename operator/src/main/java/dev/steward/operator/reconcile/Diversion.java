package dev.steward.operator.reconcile;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;

/**
 * Somebody's edit that makes a Service lead elsewhere, in fields that we don't own because we don't
 * use them: a selector where there was none, or another host's name. To apply the Service again
 * wouldn't undo it, and the slices that Kubernetes makes for a selector stay when that goes; so the
 * Service is made anew.
 */
final class Diversion {

  private Diversion() {}

  /** Whether {@code actual} leads elsewhere than {@code desired}. */
  static boolean of(HasMetadata actual, HasMetadata desired) {
    return actual instanceof Service is
        && desired instanceof Service wanted
        && is.getMetadata().getDeletionTimestamp() == null
        && (is.getSpec().getExternalName() != null
            || (selector(wanted).isEmpty() && !selector(is).isEmpty()));
  }

  private static Map<String, String> selector(Service service) {
    return requireNonNullElse(service.getSpec().getSelector(), Map.of());
  }
}
