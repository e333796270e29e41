package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.RuntimeSpec.Amounts;
import dev.steward.api.v1alpha1.RuntimeSpec.Resources;
import dev.steward.core.check.Checked;
import dev.steward.core.measure.Bytes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks of its node, with what the user left out filled in.
 *
 * <p>Memory has a limit always, so that one model can't take a node's; a core has none unless it is
 * asked for, because throttling shows as latency while the node is idle.
 *
 * @param requests by resource: cpu, memory and, if asked for, ephemeral-storage
 * @param limits by resource: memory and, if asked for, cpu and ephemeral-storage
 * @param cache how much a pod may download
 * @param asked what of all this the user set, by its field, such as {@code limits.memory}
 */
public record PodResources(
    Map<String, Quantity> requests,
    Map<String, Quantity> limits,
    Quantity cache,
    Map<String, Quantity> asked) {

  private static final Quantity CPU_REQUEST = new Quantity("250m");
  private static final Quantity MEMORY_REQUEST = new Quantity("1Gi");
  private static final Quantity MEMORY_LIMIT = new Quantity("2Gi");
  private static final Quantity CACHE = new Quantity("10Gi");
  private static final String DISK = "ephemeral-storage";

  public PodResources {
    requests = Collections.unmodifiableMap(new TreeMap<>(requests));
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    asked = Collections.unmodifiableMap(new TreeMap<>(asked));
  }

  /** The most memory a pod gets. */
  Bytes memoryLimit() {
    return new Bytes(limits.getOrDefault("memory", MEMORY_LIMIT).getNumericalAmount().longValue());
  }

  static Checked<PodResources> of(@Nullable Resources resources) {
    var requests = resources == null ? new TreeMap<String, Quantity>() : map(resources.requests());
    var limits = resources == null ? new TreeMap<String, Quantity>() : map(resources.limits());
    for (var request : requests.entrySet()) {
      var limit = limits.get(request.getKey());
      if (limit != null && less(limit, request.getValue())) {
        return Checked.invalid(
            "spec.runtime.resources.requests." + request.getKey(),
            "%s is above the limit %s".formatted(request.getValue(), limit),
            "lower it or raise spec.runtime.resources.limits." + request.getKey());
      }
    }
    return Checked.valid(completed(requests, limits));
  }

  private static PodResources completed(
      Map<String, Quantity> requests, Map<String, Quantity> limits) {
    var asked = new TreeMap<String, Quantity>();
    requests.forEach((resource, amount) -> asked.put("requests." + resource, amount));
    limits.forEach((resource, amount) -> asked.put("limits." + resource, amount));
    limits.computeIfAbsent(
        "memory", name -> larger(MEMORY_LIMIT, requests.getOrDefault(name, MEMORY_LIMIT)));
    requests.computeIfAbsent(
        "cpu", name -> smaller(CPU_REQUEST, limits.getOrDefault(name, CPU_REQUEST)));
    requests.computeIfAbsent(
        "memory", name -> smaller(MEMORY_REQUEST, limits.getOrDefault(name, MEMORY_REQUEST)));
    return new PodResources(requests, limits, limits.getOrDefault(DISK, CACHE), asked);
  }

  private static Map<String, Quantity> map(@Nullable Amounts amounts) {
    var map = new TreeMap<String, Quantity>();
    if (amounts != null) {
      put(map, "cpu", amounts.cpu());
      put(map, "memory", amounts.memory());
      put(map, DISK, amounts.ephemeralStorage());
    }
    return map;
  }

  private static void put(
      Map<String, Quantity> amounts, String resource, @Nullable Quantity amount) {
    if (amount != null) {
      amounts.put(resource, amount);
    }
  }

  private static Quantity larger(Quantity one, Quantity other) {
    return less(one, other) ? other : one;
  }

  static Quantity smaller(Quantity one, Quantity other) {
    return less(one, other) ? one : other;
  }

  private static boolean less(Quantity one, Quantity other) {
    return one.getNumericalAmount().compareTo(other.getNumericalAmount()) < 0;
  }
}
