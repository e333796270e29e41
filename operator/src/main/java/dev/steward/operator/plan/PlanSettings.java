package dev.steward.operator.plan;

import java.util.Optional;

/**
 * What the installation decides, and no service.
 *
 * @param stewardNamespace where the gateways and the ServingConfigs are
 * @param runtimeImage image of revisions that are made from now on and name none of their own
 * @param cudaImage that of those which ask for NVIDIA's GPUs; empty: they get the other
 * @param nodes whether it may see the cluster's nodes
 * @param devices dynamic resource allocation, where the API server has it
 * @param tracing where pods of revisions that are made from now on tell of requests
 */
public record PlanSettings(
    String stewardNamespace,
    String runtimeImage,
    Optional<String> cudaImage,
    Nodes nodes,
    Optional<DeviceApi> devices,
    Optional<TracingSettings> tracing) {

  /** Whether the cluster's nodes may be seen. */
  public enum Nodes {
    VISIBLE,
    /** It serves one namespace. */
    HIDDEN
  }

  /** An installation for the whole of a new cluster. */
  public PlanSettings(String stewardNamespace, String runtimeImage) {
    this(stewardNamespace, runtimeImage, Nodes.VISIBLE, Optional.of(DeviceApi.V1));
  }

  /** An installation whose pods tell nobody of requests. */
  public PlanSettings(
      String stewardNamespace, String runtimeImage, Nodes nodes, Optional<DeviceApi> devices) {
    this(stewardNamespace, runtimeImage, Optional.empty(), nodes, devices, Optional.empty());
  }

  /** The same with pods that tell of requests. */
  public PlanSettings with(Optional<TracingSettings> told) {
    return new PlanSettings(stewardNamespace, runtimeImage, cudaImage, nodes, devices, told);
  }

  /** The same with an image for GPUs. */
  public PlanSettings withCudaImage(Optional<String> image) {
    return new PlanSettings(stewardNamespace, runtimeImage, image, nodes, devices, tracing);
  }
}
