package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Turn;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.NodeFacts;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.rotation.Reach;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a decision about one service depends on.
 *
 * @param service as the user wrote it, with its last status
 * @param port the port claimed for it at the gateways; empty when all are taken
 * @param hostnameHolder who has the hostname that this service asks for, if it is another one
 * @param owned the objects made for it, in its namespace and in Steward's
 * @param pods its pods, of all revisions
 * @param inspections the pods that read, or have read, its model's facts
 * @param turns of those of its groups that wait for their turn, whether it is
 * @param gateways the gateways' pods, as this service may use them
 * @param nodes the cluster's nodes; empty where the operator may not see them, or nobody asks
 * @param decisions what this operator's autoscaler did with it lately
 * @param arrivals how far pods are with bringing their model, by the pod's name, as told last
 * @param ruling what follows from how it stands with the policies
 * @param reach how far what was written of its policies has got; empty: none governs it, or it
 *     wasn't looked at yet
 * @param now the time of the observation
 */
public record Observed(
    ModelService service,
    Optional<GatewayPort> port,
    Optional<ServiceId> hostnameHolder,
    List<HasMetadata> owned,
    List<PodFacts> pods,
    List<InspectionPodFacts> inspections,
    Map<GroupId, Turn> turns,
    List<GatewayEndpoint> gateways,
    Optional<List<NodeFacts>> nodes,
    List<ScalingDecision> decisions,
    Map<String, Arrival> arrivals,
    Ruling ruling,
    Optional<Reach> reach,
    Instant now) {

  public Observed {
    owned = List.copyOf(owned);
    pods = List.copyOf(pods);
    inspections = List.copyOf(inspections);
    turns = Map.copyOf(turns);
    gateways = List.copyOf(gateways);
    nodes = nodes.map(List::copyOf);
    decisions = List.copyOf(decisions);
    arrivals = Map.copyOf(arrivals);
  }

  /** Its pods that are members of groups. */
  public List<Member> members() {
    return pods.stream().flatMap(pod -> pod.member().stream()).toList();
  }

  /** The owned objects of one kind. */
  public <T extends HasMetadata> List<T> owned(Class<T> kind) {
    return owned.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What the gateways are told now. */
  public Optional<ServingConfigResource> servingConfig() {
    return owned(ServingConfigResource.class).stream().findFirst();
  }
}
