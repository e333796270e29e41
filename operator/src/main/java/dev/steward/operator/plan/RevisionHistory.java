package dev.steward.operator.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.steward.core.serving.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The revisions of one service, as its ControllerRevisions keep them.
 *
 * <p>The revision that the settings ask for is found by its name. Where there is none yet it is
 * rendered; where only its Deployment or a StatefulSet is left, because someone deleted the
 * ControllerRevision, it is rendered with that one's image and shape, and with credentials only if
 * its pods have some, so that no pod restarts.
 */
public final class RevisionHistory {

  /** Revisions that are kept beyond those with pods, to come back to with their own image. */
  static final int KEPT = 5;

  private static final String TEMPLATE = "template";

  /** A template that is stored is the same text in every process, whatever map it was made from. */
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final List<Revision> stored;
  private final Map<String, PodTemplateSpec> running;

  private RevisionHistory(List<Revision> stored, Map<String, PodTemplateSpec> running) {
    this.stored = stored;
    this.running = running;
  }

  /**
   * Reads what is stored; what isn't a revision of Steward's making is passed over.
   *
   * @param workloads the Deployments and StatefulSets that pods are made by
   */
  public static RevisionHistory of(
      Collection<ControllerRevision> revisions, Collection<? extends HasMetadata> workloads) {
    var running = new HashMap<String, PodTemplateSpec>();
    for (var workload : workloads) {
      if (workload instanceof Deployment deployment) {
        running.put(RevisionState.revisionOf(deployment), deployment.getSpec().getTemplate());
      } else if (workload instanceof StatefulSet set) {
        running.put(RevisionState.revisionOf(set), set.getSpec().getTemplate());
      }
    }
    return new RevisionHistory(
        revisions.stream().map(RevisionHistory::read).flatMap(Optional::stream).toList(), running);
  }

  private static Optional<Revision> read(ControllerRevision revision) {
    var data = revision.getData();
    if (data == null) {
      return Optional.empty();
    }
    var template = JSON.valueToTree(data).get(TEMPLATE);
    if (template == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Revision(
            revision.getMetadata().getName(),
            revision.getRevision(),
            JSON.convertValue(template, PodTemplateSpec.class)));
  }

  /**
   * The revision that {@code settings} ask for: the stored one, or a new one.
   *
   * @param shape of its groups if it is a new one
   */
  public Revision current(ServiceSettings settings, PlanSettings plan, Optional<GroupShape> shape) {
    var name = RevisionName.of(settings);
    var last = stored.stream().mapToLong(Revision::number).max().orElse(0);
    return find(name)
        .map(found ->
            found.number() == last ? found : new Revision(name, last + 1, found.template()))
        .orElseGet(() -> new Revision(name, last + 1, render(settings, plan, name, shape)));
  }

  /** Whether that revision exists, or at least pods of it do. */
  boolean isMade(String name) {
    return find(name).isPresent() || running.containsKey(name);
  }

  /** What was found for that which is asked for under this name, when its revision was made. */
  Optional<FixedSize> sizeOf(String asked) {
    return Stream.concat(
            stored.stream()
                .sorted(Comparator.comparingLong(Revision::number).reversed())
                .map(Revision::template),
            running.values().stream())
        .map(FixedSize::of)
        .flatMap(Optional::stream)
        .filter(size -> size.asked().equals(asked))
        .findFirst();
  }

  /** The image that its pods have, if it exists. */
  Optional<String> imageOf(String name) {
    return find(name)
        .map(Revision::template)
        .or(() -> Optional.ofNullable(running.get(name)))
        .stream()
        .flatMap(template -> template.getSpec().getContainers().stream())
        .filter(container -> container.getName().equals(Names.RUNTIME_CONTAINER))
        .map(container -> container.getImage())
        .findFirst();
  }

  private PodTemplateSpec render(
      ServiceSettings settings, PlanSettings plan, String name, Optional<GroupShape> shape) {
    var found = Optional.ofNullable(running.get(name));
    var gpuImage = GpuRuntime.image(settings, plan);
    var chosen =
        settings.image().or(() -> imageOf(name)).or(() -> gpuImage).orElse(plan.runtimeImage());
    var template =
        found.filter(pods -> !PodCredentials.areMountedIn(pods)).isPresent()
            ? RuntimePod.plainTemplate(settings, name, chosen)
            : RuntimePod.template(settings, name, chosen);
    if (settings.protocols().contains(Protocol.GRPC)
        && found.filter(pods -> !GrpcPort.isOpenIn(pods)).isEmpty()) {
      GrpcPort.open(template);
    }
    if (settings.image().isEmpty()) {
      found.ifPresentOrElse(
          pods -> {
            PodTracing.tellAs(pods, template);
            GpuRuntime.askAs(pods, template);
          },
          () -> {
            plan.tracing().ifPresent(told -> PodTracing.tell(template, told, settings.service()));
            gpuImage.ifPresent(_ -> GpuRuntime.ask(template));
          });
    }
    settings
        .plainEngine()
        .ifPresent(engine ->
            GuardedPod.guard(
                template,
                engine,
                settings.service(),
                found.flatMap(GuardedPod::imageOf).orElse(plan.runtimeImage())));
    found
        .flatMap(GroupShape::of)
        .or(() -> shape)
        .ifPresent(groups -> GroupTemplate.shape(template, groups, plan.runtimeImage()));
    return template;
  }

  /** The stored revision of that name. */
  public Optional<Revision> find(String name) {
    return stored.stream().filter(revision -> revision.name().equals(name)).findFirst();
  }

  /** Those whose pods are from before there were credentials, by name. */
  Set<String> plain() {
    return stored.stream()
        .filter(revision -> !revision.hasCredentials())
        .map(Revision::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The revisions to keep: those {@code inUse}, and the last few others. */
  List<Revision> kept(Set<String> inUse) {
    var old =
        stored.stream()
            .filter(revision -> !inUse.contains(revision.name()))
            .sorted(Comparator.comparingLong(Revision::number).reversed())
            .limit(KEPT);
    var used = stored.stream().filter(revision -> inUse.contains(revision.name()));
    return Stream.concat(used, old).toList();
  }

  /** A revision as it is stored. */
  static ControllerRevision object(Revision revision, OwnedMetadata metadata) {
    return new ControllerRevisionBuilder()
        .withMetadata(metadata.ofRevision(revision.name()))
        .withRevision(revision.number())
        .withData(Map.of(TEMPLATE, JSON.valueToTree(revision.template())))
        .build();
  }
}
