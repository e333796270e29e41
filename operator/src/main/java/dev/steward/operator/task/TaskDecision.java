package dev.steward.operator.task;

import dev.steward.api.v1alpha1.InferenceTaskStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be done about a task, and told of it.
 *
 * @param lookAgain after how long time alone changes something
 */
public record TaskDecision(
    TaskAction action, InferenceTaskStatus status, Optional<Duration> lookAgain) {}
