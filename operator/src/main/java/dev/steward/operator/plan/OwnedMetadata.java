package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServiceId;
import dev.steward.protocol.config.RuntimeConfigJson;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.TreeMap;

/** The metadata of what a service owns: names, labels and the owner reference. */
final class OwnedMetadata {

  private final ServiceId service;

  OwnedMetadata(ServiceId service) {
    this.service = service;
  }

  /** Labels of every pod and object of the service; together they select its pods. */
  Map<String, String> labels() {
    var labels = new TreeMap<String, String>();
    labels.put(Names.MANAGED_BY, Names.STEWARD);
    labels.put(Names.SERVICE, service.name());
    return labels;
  }

  /** Labels of what belongs to one revision. */
  Map<String, String> labels(String revision) {
    var labels = labels();
    labels.put(Names.REVISION, revision);
    return labels;
  }

  /** Labels of what belongs to one revision in one of its tiers. */
  Map<String, String> labels(String revision, Tier tier) {
    var labels = labels(revision);
    labels.put(Names.TIER, tier.text());
    return labels;
  }

  /** An object of the service, in the service's namespace, removed with it. */
  ObjectMeta of(String name) {
    return owned(name, labels());
  }

  /** An object of one revision: it bears the revision's name. */
  ObjectMeta ofRevision(String revision) {
    return owned(revision, labels(revision));
  }

  /** An object of one revision in one of its tiers. */
  ObjectMeta ofPool(String revision, Tier tier) {
    return owned(Names.pool(revision, tier), labels(revision, tier));
  }

  /** The pod of one try to read the model's facts. It bears no label of the service's pods. */
  ObjectMeta ofInspection(String key, int number, RuntimeConfig runtime) {
    var labels =
        new TreeMap<>(Map.of(Names.MANAGED_BY, Names.STEWARD, Names.INSPECTION, service.name()));
    return owned(Names.inspection(service.name(), key, number), labels)
        .edit()
        .withAnnotations(Map.of(Names.RUNTIME_CONFIG, RuntimeConfigJson.write(runtime)))
        .build();
  }

  /** An object of one revision with a name of its own. */
  ObjectMeta named(String name, String revision) {
    return owned(name, labels(revision));
  }

  /**
   * An object in Steward's namespace, which no owner reference can span: the operator sweeps it.
   */
  ObjectMeta elsewhere(String namespace, String name) {
    var labels = labels();
    labels.put(Names.SERVICE_NAMESPACE, service.namespace());
    labels.put(Names.SERVICE_UID, service.uid());
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .build();
  }

  private ObjectMeta owned(String name, Map<String, String> labels) {
    return new ObjectMetaBuilder()
        .withNamespace(service.namespace())
        .withName(name)
        .withLabels(labels)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(ApiGroup.API_VERSION)
                .withKind("ModelService")
                .withName(service.name())
                .withUid(service.uid())
                .withController(true)
                .build())
        .build();
  }
}
