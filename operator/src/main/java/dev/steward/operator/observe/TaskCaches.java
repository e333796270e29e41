package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import dev.steward.operator.task.TaskNames;
import dev.steward.operator.task.TaskObserved;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The informers of tasks: their Jobs and pods, by label, and the services they name. */
public final class TaskCaches {

  private static final String BY_SERVICE = "service";

  private final IndexerResourceCache<InferenceTask> tasks;
  private final InformerEventSource<Job, InferenceTask> jobs;
  private final InformerEventSource<Pod, InferenceTask> pods;
  private final InformerEventSource<ModelService, InferenceTask> services;

  /** Prepares the informers, which the SDK starts. */
  public TaskCaches(EventSourceContext<InferenceTask> context) {
    tasks = context.getPrimaryCache();
    tasks.addIndexers(Map.of(BY_SERVICE, task -> List.of(key(task, task.getSpec().service()))));
    jobs =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Job.class, InferenceTask.class)
                .withLabelSelector(TaskNames.OURS)
                .withSecondaryToPrimaryMapper(TaskCaches::taskBeside)
                .build(),
            context);
    pods =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, InferenceTask.class)
                .withName("task-pods")
                .withLabelSelector(TaskNames.OURS)
                .withOnUpdateFilter((now, before) -> !phase(now).equals(phase(before)))
                .withSecondaryToPrimaryMapper(TaskCaches::taskBeside)
                .build(),
            context);
    services =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(ModelService.class, InferenceTask.class)
                .withName("task-services")
                .withOnUpdateFilter((now, before) -> false)
                .withSecondaryToPrimaryMapper(service ->
                    tasks
                        .byIndex(BY_SERVICE, key(service, service.getMetadata().getName()))
                        .stream()
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toUnmodifiableSet()))
                .build(),
            context);
  }

  /** What the SDK is to start and to be woken by. */
  public List<EventSource<?, InferenceTask>> eventSources() {
    return List.of(jobs, pods, services);
  }

  /** Every task. */
  public List<InferenceTask> tasks() {
    return tasks.list(task -> true).toList();
  }

  /** The uids of all tasks. */
  public Set<String> uids() {
    return tasks
        .list(task -> true)
        .map(task -> task.getMetadata().getUid())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What there is of {@code task}. */
  public TaskObserved observe(InferenceTask task, PolicyCaches policies, Instant now) {
    var metadata = task.getMetadata();
    var its = jobs.getSecondaryResources(task).stream().filter(job -> isOwned(job, task)).toList();
    return new TaskObserved(
        task,
        services.get(new ResourceID(task.getSpec().service(), metadata.getNamespace())),
        its,
        pods.getSecondaryResources(task).stream()
            .flatMap(pod -> StepPodFacts.of(pod).stream())
            .sorted(StepPodFacts.ORDER)
            .toList(),
        Ruling.of(
            task,
            policies.over(metadata.getNamespace()),
            its.isEmpty() ? Presence.UNMADE : Presence.MADE,
            Optional.ofNullable(task.getStatus())
                .flatMap(status -> PolicyConditions.refusedSince(status.policy())),
            now),
        now);
  }

  /** A Job of an earlier task of the same name is on its way out. */
  private static boolean isOwned(Job job, InferenceTask task) {
    return job.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(task.getMetadata().getUid()));
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? ""
        : pod.getStatus().getPhase();
  }

  private static String key(HasMetadata object, String service) {
    return object.getMetadata().getNamespace() + "/" + service;
  }

  private static Set<ResourceID> taskBeside(HasMetadata object) {
    var metadata = object.getMetadata();
    return Optional.ofNullable(metadata.getLabels())
        .map(labels -> labels.get(TaskNames.TASK))
        .map(task -> Set.of(new ResourceID(task, metadata.getNamespace())))
        .orElse(Set.of());
  }
}
