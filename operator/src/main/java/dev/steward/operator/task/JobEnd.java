package dev.steward.operator.task;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether a Job has ended, and how. */
sealed interface JobEnd {

  /** It hasn't. */
  record Working() implements JobEnd {}

  /** All it was to do is done. */
  record Complete() implements JobEnd {}

  /** It was given up. */
  record Failed(String why) implements JobEnd {}

  /** By the Job's conditions, which Kubernetes sets when its pods have ended. */
  static JobEnd of(Job job) {
    var conditions =
        Optional.ofNullable(job.getStatus()).map(JobStatus::getConditions).orElse(List.of());
    for (JobCondition condition : conditions) {
      if ("True".equals(condition.getStatus())) {
        switch (condition.getType()) {
          case "Complete" -> {
            return new Complete();
          }
          case "Failed" -> {
            return new Failed(Objects.requireNonNullElse(condition.getMessage(), ""));
          }
          default -> {}
        }
      }
    }
    return new Working();
  }
}
