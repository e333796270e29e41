package dev.steward.operator.reconcile;

import dev.steward.operator.policy.Governed;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was found last of every service and task, by which their policies are counted. */
final class GovernedBook {

  private final Map<String, Governed> found = new ConcurrentHashMap<>();

  void note(String uid, Governed governed) {
    found.put(uid, governed);
  }

  /** By the uid of a service or task. */
  Map<String, Governed> all() {
    return Map.copyOf(found);
  }

  /** Forgets all but those that exist. */
  void retain(Set<String> uids) {
    found.keySet().retainAll(uids);
  }
}
