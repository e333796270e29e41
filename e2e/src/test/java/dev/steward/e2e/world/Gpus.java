package dev.steward.e2e.world;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** GPUs that nodes say they have, as a device plugin would. */
public final class Gpus {

  private static final String GPU = "nvidia.com/gpu";

  private Gpus() {}

  /** Patched again until it holds: the kubelet may write its own older count over it. */
  public static void give(Cluster cluster, String count) {
    for (var node : cluster.client().nodes().list().getItems()) {
      var name = node.getMetadata().getName();
      var _ =
          Await.until(
              name + " has " + count + " GPUs",
              Await.PATIENTLY,
              () -> {
                patch(cluster, name, count);
                return allocatable(cluster.client().nodes().withName(name).get());
              },
              new Quantity(count)::equals);
    }
  }

  private static void patch(Cluster cluster, String node, String count) {
    cluster
        .kubectl()
        .run(
            "patch",
            "node",
            node,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\": {\"capacity\": {\"%1$s\": \"%2$s\"}, \"allocatable\": {\"%1$s\": \"%2$s\"}}}"
                .formatted(GPU, count));
  }

  private static Quantity allocatable(Node node) {
    Map<String, Quantity> allocatable = node.getStatus().getAllocatable();
    return allocatable.getOrDefault(GPU, new Quantity("0"));
  }
}
