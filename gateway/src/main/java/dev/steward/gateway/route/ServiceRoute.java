package dev.steward.gateway.route;

import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One service and the pods that answer for it now.
 *
 * @param config the service as the operator compiled it
 * @param pods ready pods of each revision, by the revision's name; a revision that isn't named has
 *     none
 */
public record ServiceRoute(ServingConfig config, Map<String, List<PodAddress>> pods) {

  public ServiceRoute {
    var copy = new HashMap<String, List<PodAddress>>();
    pods.forEach((revision, addresses) -> copy.put(revision, List.copyOf(addresses)));
    pods = Map.copyOf(copy);
  }

  /** Which service this is. */
  public ServiceId service() {
    return config.service();
  }

  /** The ready pods of one revision; may be empty. */
  public List<PodAddress> ready(ServingConfig.Revision revision) {
    return pods.getOrDefault(revision.name(), List.of());
  }
}
