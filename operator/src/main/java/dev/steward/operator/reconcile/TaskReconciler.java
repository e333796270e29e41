package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.operator.observe.PolicyCaches;
import dev.steward.operator.observe.TaskCaches;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.task.TaskAction;
import dev.steward.operator.task.TaskDecider;
import dev.steward.operator.task.TaskDecision;
import dev.steward.operator.task.TaskObserved;
import dev.steward.operator.task.TaskSettings;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task at a time: observe, decide, act, tell. */
final class TaskReconciler implements Reconciler<InferenceTask> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskReconciler.class);

  /** What the API server won't take however often it is asked. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  private final KubernetesClient client;
  private final TaskDecider decider;
  private final StatusWriter<InferenceTask, InferenceTaskStatus> statuses;
  private final OperatorMetrics metrics;
  private final PolicyCaches policies;
  private final EventWriter events;
  private final GovernedBook book;
  private final SimpleInboundEventSource<InferenceTask> wave =
      new SimpleInboundEventSource<>("policies");
  private final InstantSource clock;
  private final AtomicReference<Optional<TaskCaches>> caches =
      new AtomicReference<>(Optional.empty());

  TaskReconciler(
      TaskSettings settings,
      KubernetesClient client,
      OperatorMetrics metrics,
      PolicyCaches policies,
      EventWriter events,
      GovernedBook book,
      InstantSource clock) {
    this.policies = policies;
    this.events = events;
    this.book = book;
    this.client = client;
    this.decider = new TaskDecider(settings);
    this.statuses = new StatusWriter<>(client, metrics, InferenceTask::new);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, InferenceTask>> prepareEventSources(
      EventSourceContext<InferenceTask> context) {
    var prepared = new TaskCaches(context);
    caches.set(Optional.of(prepared));
    policies.follow(() -> prepared.tasks().stream(), wave);
    return Stream.concat(prepared.eventSources().stream(), Stream.of(wave)).toList();
  }

  @Override
  public UpdateControl<InferenceTask> reconcile(
      InferenceTask cached, Context<InferenceTask> context) {
    var task = statuses.latest(cached);
    var observed = caches.get().orElseThrow().observe(task, policies, clock.instant());
    book.note(task.getMetadata().getUid(), Governed.of(observed.ruling(), Optional.empty()));
    var control = UpdateControl.<InferenceTask>noUpdate();
    return decider
        .decide(observed)
        .flatMap(decision -> {
          carryOut(decision, task, observed);
          decision.events().forEach(event -> events.write(task, event, observed.now()));
          return decision.lookAgain();
        })
        .map(control::rescheduleAfter)
        .orElse(control);
  }

  private void carryOut(TaskDecision decision, InferenceTask task, TaskObserved observed) {
    if (!(decision.action() instanceof TaskAction.Expire)) {
      // Told before it is done: a Job that is removed because the task failed isn't made again.
      statuses.write(task, decision.status());
    }
    act(decision.action(), observed);
  }

  private void act(TaskAction action, TaskObserved observed) {
    switch (action) {
      case TaskAction.Nothing() -> {}
      case TaskAction.Begin(var job) -> begin(job, observed);
      case TaskAction.Stop(var jobs) -> jobs.forEach(this::stop);
      case TaskAction.Expire() -> {
        metrics.apiCall("delete", "InferenceTask");
        var _ = client.resource(observed.task()).delete();
      }
    }
  }

  /** A Job that is there already is the cache's to learn of; it is never changed. */
  private void begin(Job job, TaskObserved observed) {
    metrics.apiCall("create", "Job");
    try {
      var _ = client.resource(job).create();
    } catch (KubernetesClientException e) {
      if (REFUSALS.contains(e.getCode())) {
        statuses.write(
            observed.task(), decider.refused(observed, job, String.valueOf(e.getMessage())));
      } else if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private void stop(Job job) {
    metrics.apiCall("delete", "Job");
    var _ = client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  /** The informers, once the SDK has asked for them. */
  Optional<TaskCaches> caches() {
    return caches.get();
  }

  /** Frees what was kept of tasks that are gone. */
  void retain() {
    caches.get().ifPresent(there -> statuses.retain(there.uids()));
  }

  /** Logged here, once; the SDK tries again after a growing pause. */
  @Override
  public ErrorStatusUpdateControl<InferenceTask> updateErrorStatus(
      InferenceTask task, Context<InferenceTask> context, Exception e) {
    LOG.warn(
        "task {}/{} is tried again: {}",
        task.getMetadata().getNamespace(),
        task.getMetadata().getName(),
        e.toString());
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }
}
