package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this operator applied last, by which it tells somebody else's change from its own: an object
 * that is wanted as it was applied, and is in a version that came after, was changed by somebody
 * else. An operator that has just begun to lead knows nothing of what was before it, and puts that
 * right without a word.
 */
final class AppliedBook {

  /** By service's uid, then by object. */
  private final Map<String, Map<ObjectKey, Applied>> services = new ConcurrentHashMap<>();

  /**
   * @param wanted the hash of what was applied
   * @param version of the object that came of it
   */
  private record Applied(int wanted, long version) {}

  /** Notes what was applied, or found to be as wanted. */
  void note(String service, HasMetadata wanted, HasMetadata stored) {
    services
        .computeIfAbsent(service, uid -> new ConcurrentHashMap<>())
        .put(ObjectKey.of(wanted), new Applied(wanted.hashCode(), version(stored)));
  }

  /** Notes that this operator itself deleted an object. */
  void forget(String service, HasMetadata deleted) {
    services.getOrDefault(service, Map.of()).remove(ObjectKey.of(deleted));
  }

  /**
   * What somebody else did to an object that isn't as it is wanted.
   *
   * @param actual what there is; empty: it is gone
   */
  Optional<Drift> drift(String service, HasMetadata wanted, Optional<HasMetadata> actual) {
    var key = ObjectKey.of(wanted);
    var applied = services.getOrDefault(service, Map.of()).get(key);
    if (applied == null) {
      return Optional.empty();
    }
    if (actual.isEmpty()) {
      return Optional.of(new Drift.Deleted(key.kind(), key.name()));
    }
    return applied.wanted() == wanted.hashCode() && version(actual.get()) > applied.version()
        ? Optional.of(new Drift.Changed(key.kind(), key.name(), Drift.writer(actual.get())))
        : Optional.empty();
  }

  /** Forgets all services but those that exist. */
  void retain(Set<String> uids) {
    services.keySet().retainAll(uids);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
