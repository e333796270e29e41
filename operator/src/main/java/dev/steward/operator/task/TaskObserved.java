package dev.steward.operator.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.operator.policy.Ruling;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task and what there is of it.
 *
 * @param service the one it names, if there is one
 * @param jobs that belong to it
 * @param pods of its Jobs that have ended
 * @param ruling what follows from how it stands with the policies
 */
public record TaskObserved(
    InferenceTask task,
    Optional<ModelService> service,
    List<Job> jobs,
    List<StepPod> pods,
    Ruling ruling,
    Instant now) {

  public TaskObserved {
    jobs = List.copyOf(jobs);
    pods = List.copyOf(pods);
  }

  Optional<Job> job(Step step) {
    var name = step.job(task.getMetadata().getName());
    return jobs.stream().filter(job -> job.getMetadata().getName().equals(name)).findFirst();
  }
}
