package dev.steward.operator.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.Comparator;
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
 * rendered; where only its Deployment is left, because someone deleted the ControllerRevision, it
 * is rendered with that Deployment's image, and with credentials only if its pods have some, so
 * that no pod restarts.
 */
public final class RevisionHistory {

  /** Revisions that are kept beyond those with pods, to come back to with their own image. */
  static final int KEPT = 5;

  private static final String TEMPLATE = "template";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Revision> stored;
  private final List<Deployment> deployments;

  private RevisionHistory(List<Revision> stored, List<Deployment> deployments) {
    this.stored = stored;
    this.deployments = deployments;
  }

  /** Reads what is stored; what isn't a revision of Steward's making is passed over. */
  public static RevisionHistory of(
      Collection<ControllerRevision> revisions, Collection<Deployment> deployments) {
    return new RevisionHistory(
        revisions.stream().map(RevisionHistory::read).flatMap(Optional::stream).toList(),
        List.copyOf(deployments));
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

  /** The revision that {@code settings} ask for: the stored one, or a new one. */
  public Revision current(ServiceSettings settings, PlanSettings plan) {
    var name = RevisionName.of(settings);
    var last = stored.stream().mapToLong(Revision::number).max().orElse(0);
    return find(name)
        .map(found ->
            found.number() == last ? found : new Revision(name, last + 1, found.template()))
        .orElseGet(() -> new Revision(name, last + 1, render(settings, plan, name)));
  }

  /** Whether that revision exists, or at least its Deployment does. */
  boolean isMade(String name) {
    return find(name).isPresent() || running(name).isPresent();
  }

  /** The image that its pods have, if it exists. */
  Optional<String> imageOf(String name) {
    return find(name).map(Revision::template).or(() -> running(name)).stream()
        .flatMap(template -> template.getSpec().getContainers().stream())
        .filter(container -> container.getName().equals(Names.RUNTIME_CONTAINER))
        .map(container -> container.getImage())
        .findFirst();
  }

  private Optional<PodTemplateSpec> running(String name) {
    return deployments.stream()
        .filter(deployment -> deployment.getMetadata().getName().equals(name))
        .map(deployment -> deployment.getSpec().getTemplate())
        .findFirst();
  }

  private PodTemplateSpec render(ServiceSettings settings, PlanSettings plan, String name) {
    var chosen = settings.image().or(() -> imageOf(name)).orElse(plan.runtimeImage());
    return running(name).filter(template -> !PodCredentials.areMountedIn(template)).isPresent()
        ? RuntimePod.plainTemplate(settings, name, chosen)
        : RuntimePod.template(settings, name, chosen);
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
