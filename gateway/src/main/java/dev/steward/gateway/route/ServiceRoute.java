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
 * @param starting pods of each revision that may become ready any moment, likewise
 */
public record ServiceRoute(
    ServingConfig config,
    Map<String, List<PodAddress>> pods,
    Map<String, List<StartingPod>> starting) {

  public ServiceRoute {
    pods = copy(pods);
    starting = copy(starting);
  }

  /** A service none of whose pods is starting. */
  public ServiceRoute(ServingConfig config, Map<String, List<PodAddress>> pods) {
    this(config, pods, Map.of());
  }

  private static <T> Map<String, List<T>> copy(Map<String, List<T>> lists) {
    var copy = new HashMap<String, List<T>>();
    lists.forEach((revision, list) -> copy.put(revision, List.copyOf(list)));
    return Map.copyOf(copy);
  }

  /** Which service this is. */
  public ServiceId service() {
    return config.service();
  }

  /** The ready pods of one revision; may be empty. */
  public List<PodAddress> ready(ServingConfig.Revision revision) {
    return pods.getOrDefault(revision.name(), List.of());
  }

  /** The pods of one revision that aren't known to be ready; may be empty. */
  public List<StartingPod> starting(ServingConfig.Revision revision) {
    return starting.getOrDefault(revision.name(), List.of());
  }
}
