package dev.steward.operator.plan;

import dev.steward.core.serving.PeerName;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.group.RestartsJson;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The objects of a revision whose replicas are groups, but for those that every revision has. */
final class GroupObjects {

  private final OwnedMetadata metadata;
  private final Collection<StatefulSet> present;

  /**
   * @param present the StatefulSets there are
   */
  GroupObjects(OwnedMetadata metadata, Collection<StatefulSet> present) {
    this.metadata = metadata;
    this.present = present;
  }

  /** All of them: what members find each other by, and each group. */
  List<HasMetadata> list(Revision revision, GroupShape shape, List<GroupDecision> groups) {
    return Stream.concat(
            Stream.of(members(revision.name())),
            groups.stream()
                .flatMap(group ->
                    Stream.of(
                        secret(revision.name(), group.group().id()),
                        statefulSet(revision, shape, group))))
        .toList();
  }

  /** Gives each member a name in DNS, from before it is ready: they find each other by it. */
  private HasMetadata members(String revision) {
    return new ServiceBuilder()
        .withMetadata(metadata.named(Names.members(revision), revision))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(metadata.labels(revision))
        .withPorts(
            new ServicePortBuilder()
                .withName("admin")
                .withProtocol("TCP")
                .withPort(Names.ADMIN_PORT)
                .withTargetPort(new IntOrString("admin"))
                .build())
        .endSpec()
        .build();
  }

  /**
   * By which the members know each other, and nobody else. It goes with the StatefulSet, which it
   * belongs to as soon as there is one: no operator deletes a Secret.
   */
  private HasMetadata secret(String revision, GroupId group) {
    var object = metadata.named(Names.groupCredentials(group), revision);
    object.setAnnotations(
        Map.of(Names.PEER_NAME, PeerName.membersOf(group.name(), group.namespace()).dns()));
    owner(group).ifPresent(owner -> object.setOwnerReferences(List.of(owner)));
    return new SecretBuilder().withMetadata(object).withType("kubernetes.io/tls").build();
  }

  private Optional<OwnerReference> owner(GroupId group) {
    return present.stream()
        .map(HasMetadata::getMetadata)
        .filter(set -> set.getName().equals(group.name()) && set.getUid() != null)
        .findFirst()
        .map(set ->
            new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(set.getName())
                .withUid(set.getUid())
                .build());
  }

  /**
   * All pods are made at once, for they wait for each other; none is replaced for a changed
   * template, for only an incarnation replaces them, all together.
   */
  private HasMetadata statefulSet(Revision revision, GroupShape shape, GroupDecision group) {
    var id = group.group().id();
    var selector = metadata.labels(revision.name());
    selector.put(GroupNames.GROUP, id.name());
    var object = metadata.named(id.name(), revision.name());
    var labels = new TreeMap<>(selector);
    labels.put(GroupNames.INCARNATION, String.valueOf(group.incarnation()));
    object.setLabels(labels);
    object.setAnnotations(Map.of(GroupNames.RESTARTS, RestartsJson.write(group.restarts())));
    return new StatefulSetBuilder()
        .withMetadata(object)
        .withNewSpec()
        .withReplicas(shape.size())
        .withServiceName(Names.members(revision.name()))
        .withPodManagementPolicy("Parallel")
        .withRevisionHistoryLimit(0)
        .withNewSelector()
        .withMatchLabels(selector)
        .endSelector()
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withTemplate(GroupPod.of(revision, shape, id, group.incarnation()))
        .endSpec()
        .build();
  }
}
