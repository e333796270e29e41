package dev.steward.operator.plan;

import dev.steward.core.serving.ServiceId;
import dev.steward.operator.group.GroupId;

/**
 * Names, labels, annotations and ports of what the operator makes; docs/contracts.md lists them.
 */
public final class Names {

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String STEWARD = "steward";
  public static final String SERVICE = "steward.dev/service";
  public static final String REVISION = "steward.dev/revision";
  public static final String SERVICE_NAMESPACE = "steward.dev/service-namespace";
  public static final String SERVICE_UID = "steward.dev/service-uid";
  public static final String RUNTIME_CONFIG = "steward.dev/runtime-config";

  /** On a ServingConfig: since when no request is led to any pod. */
  public static final String VACATED = "steward.dev/vacated-at";

  /** On the clients' EndpointSlice: the addresses of barred gateways, with commas between. */
  public static final String BARRED = "steward.dev/barred-gateways";

  /** On a pod that reads a model's facts: the service it reads them for. */
  public static final String INSPECTION = "steward.dev/inspection";

  /** On a pod template: {@link GroupShape} as JSON. */
  public static final String SHARDING = "steward.dev/sharding";

  /** On a pod template: {@link FixedSize} as JSON. */
  public static final String SIZING = "steward.dev/sizing";

  /** On a pod template: the devices that each pod claims, as JSON. */
  public static final String DEVICES = "steward.dev/devices";

  /** On a node: how near to those who ask it is, {@link Tier}. On a pod: the tier it is for. */
  public static final String TIER = "steward.dev/tier";

  /** On a pod template: the tiers that it is for, if there are several. */
  public static final String TIERS = "steward.dev/tiers";

  /** On a tier's Deployment: {@link FullTier}. */
  public static final String FULL = "steward.dev/full";

  /** On a Secret: the name that the credentials in it prove. */
  public static final String PEER_NAME = "steward.dev/peer-name";

  /** The Secret with the CA, in Steward's namespace. */
  public static final String AUTHORITY = "steward-ca";

  /** On that Secret: somebody wants another CA to follow, in steps of this length. */
  public static final String ROTATE = "steward.dev/rotate";

  /** The Secret with the gateways' credentials, in Steward's namespace. */
  public static final String GATEWAY_CREDENTIALS = "steward-gateway-tls";

  /** The Secret with the keys of the gateways' evidence logs, in Steward's namespace. */
  public static final String AUDIT_SECRET = "steward-audit";

  /** The ConfigMap with the public keys of those logs, in Steward's namespace. */
  public static final String AUDIT_KEYS = "steward-audit-keys";

  /** The ConfigMap with what those logs were, in Steward's namespace. */
  public static final String AUDIT_WITNESS = "steward-audit-witness";

  /** Selects everything the operator made, and nothing else. */
  public static final String OURS = MANAGED_BY + "=" + STEWARD;

  /** Selects the gateways' pods, in Steward's namespace. */
  public static final String GATEWAYS =
      "app.kubernetes.io/name=steward,app.kubernetes.io/component=gateway";

  public static final String RUNTIME_CONTAINER = "runtime";

  /** Stands before an engine that speaks plain HTTP. */
  public static final String GUARD_CONTAINER = "guard";

  public static final int INFERENCE_PORT = 8080;
  public static final int ADMIN_PORT = 8081;

  /** Where the stages of a model are called by the one before. */
  public static final int STAGE_PORT = 8082;

  private Names() {}

  /** Name of the pod that reads what has the hash {@code key}, in its try {@code number}. */
  public static String inspection(String service, String key, int number) {
    return service + "-inspect-" + key + "-" + number;
  }

  /** Name of the slice that lists the gateways for a service. */
  public static String gatewaySlice(String service) {
    return service + "-gateways";
  }

  /** Name of the Secret by which a service's pods prove whose they are. */
  public static String podCredentials(String service) {
    return service + "-serving-tls";
  }

  /** Name of what a revision has in one of several tiers. */
  public static String pool(String revision, Tier tier) {
    return revision + "-" + tier.text();
  }

  /** Name of a revision's group of that number, from 0. */
  public static String group(String revision, int number) {
    return revision + "-g" + number;
  }

  /** Name of the Service by which the members of a revision's groups find each other. */
  public static String members(String revision) {
    return revision + "-members";
  }

  /** Name of the Secret by which the members of a group know each other. */
  public static String groupCredentials(GroupId group) {
    return group.name() + "-tls";
  }

  /** Name of a service's ServingConfig, in Steward's namespace. */
  public static String servingConfig(ServiceId service) {
    return service.namespace() + "." + service.name();
  }
}
