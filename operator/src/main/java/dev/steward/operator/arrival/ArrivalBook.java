package dev.steward.operator.arrival;

import dev.steward.core.runtime.Arrival;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is told of services whose models are on their way. One thread may write; any may read.
 *
 * <p>It has an entry for a service as long as pods of it aren't ready and have said something.
 */
public final class ArrivalBook {

  private final Map<String, Told> services = new ConcurrentHashMap<>();

  /** What was heard last is told already, or isn't. */
  enum News {
    NONE,
    SOME
  }

  /** How far the pods of a service are, by the pod's name; as it was when it was last told. */
  public Map<String, Arrival> of(String service) {
    return services.getOrDefault(service, Told.nothing()).arrivals();
  }

  /** Takes what the pods of a service have said. */
  News take(String service, Map<String, Arrival> heard, Instant now) {
    var after = services.getOrDefault(service, Told.nothing()).after(heard, now);
    after.ifPresent(told -> services.put(service, told));
    return after.isPresent() ? News.SOME : News.NONE;
  }

  /** Forgets all services but these. */
  void retain(Set<String> uids) {
    services.keySet().retainAll(uids);
  }
}
