package dev.steward.gateway.watch;

import dev.steward.gateway.task.BoardException;
import dev.steward.gateway.task.Roster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One Lease for each gateway, in Steward's namespace and called after the gateway's pod. The signs
 * are the objects' versions: each renewal makes another.
 */
public final class LeaseRoster implements Roster {
  private static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/managed-by", "steward", "steward.dev/holds", "tasks");
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("steward-gateway")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final String home;
  private final String pod;
  private final InstantSource clock;

  /**
   * The roster of one gateway.
   *
   * @param home Steward's namespace
   * @param pod the gateway's own
   */
  public LeaseRoster(KubernetesClient client, String home, String pod, InstantSource clock) {
    this.client = client;
    this.home = home;
    this.pod = pod;
    this.clock = clock;
  }

  @Override
  public void sign(String holder) throws BoardException {
    var lease =
        new LeaseBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withNamespace(home)
                    .withName(pod)
                    .withLabels(LABELS)
                    .build())
            .withNewSpec()
            .withHolderIdentity(holder)
            .withRenewTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
            .endSpec()
            .build();
    try {
      var _ = client.resource(lease).patch(APPLY);
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }

  @Override
  public Map<String, String> signs() throws BoardException {
    try {
      var signs = new HashMap<String, String>();
      for (Lease lease : client.leases().inNamespace(home).withLabels(LABELS).list().getItems()) {
        signs.put(
            Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), ""),
            lease.getMetadata().getResourceVersion());
      }
      return signs;
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }

  @Override
  public void strike(String holder) throws BoardException {
    try {
      if (signs().containsKey(holder)) {
        var _ = client.leases().inNamespace(home).withName(pod).delete();
      }
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }
}
