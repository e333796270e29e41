package dev.steward.e2e.world;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything in the cluster that bears a service's label, of whatever kind, in both namespaces. */
public final class Owned {

  /** Kinds that live and die with others, or come and go by themselves. */
  private static final Set<String> PASSING =
      Set.of("Event", "Pod", "PodMetrics", "Lease", "ReplicaSet", "Endpoints");

  private Owned() {}

  /** Kind and name of each object of a service, pods and the like aside. */
  public static Set<String> names(Tenant tenant, String service, String stewardNamespace) {
    var names = new TreeSet<>(list(tenant, tenant.namespace(), service));
    names.addAll(list(tenant, stewardNamespace, service));
    return names;
  }

  /** The object that {@link #names} named. */
  public static GenericKubernetesResource get(Cluster cluster, String path) {
    var parts = path.split("/", -1);
    var kind = kinds(cluster).get(parts[1]);
    return cluster
        .client()
        .genericKubernetesResources(kind, parts[1])
        .inNamespace(parts[0])
        .withName(parts[2])
        .get();
  }

  private static List<String> list(Tenant tenant, String namespace, String service) {
    return kinds(tenant.cluster()).entrySet().stream()
        .filter(kind -> !PASSING.contains(kind.getKey()))
        .flatMap(kind ->
            tenant
                .cluster()
                .client()
                .genericKubernetesResources(kind.getValue(), kind.getKey())
                .inNamespace(namespace)
                .withLabel("steward.dev/service", service)
                .list()
                .getItems()
                .stream())
        .filter(object -> isOurs(object, tenant, namespace))
        .map(object ->
            "%s/%s/%s".formatted(namespace, object.getKind(), object.getMetadata().getName()))
        .toList();
  }

  /** In Steward's namespace, the label alone doesn't tell whose it is. */
  private static boolean isOurs(GenericKubernetesResource object, Tenant tenant, String namespace) {
    return namespace.equals(tenant.namespace())
        || tenant
            .namespace()
            .equals(object.getMetadata().getLabels().get("steward.dev/service-namespace"));
  }

  /** Every namespaced kind that can be listed, with its API version. */
  private static Map<String, String> kinds(Cluster cluster) {
    return cluster
        .kubectl()
        .run("api-resources", "--namespaced", "--verbs=list,delete", "--no-headers")
        .lines()
        .map(line -> line.trim().split(" +"))
        .collect(
            Collectors.toMap(
                columns -> columns[columns.length - 1],
                columns -> columns[columns.length - 3],
                (first, second) -> first.contains("/") ? first : second));
  }
}
