package dev.steward.core.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param name of the task
 * @param model as the service's clients call it
 * @param kind how an item is sent
 * @param inputs the items
 * @param aggregate what becomes of their answers
 * @param maxFailedItems how many may fail
 * @param deadline how long the whole of it may take; empty: as long as it does
 */
public record TaskDescription(
    String name,
    String model,
    ItemKind kind,
    TaskInputs inputs,
    Aggregate aggregate,
    FailureBudget maxFailedItems,
    Optional<Duration> deadline) {

  /** The most items of one task. */
  public static final int MAX_ITEMS = 1_000_000;

  public TaskDescription {
    requireNonNull(name, "name");
    requireNonNull(model, "model");
    requireNonNull(kind, "kind");
    requireNonNull(inputs, "inputs");
    requireNonNull(aggregate, "aggregate");
    requireNonNull(maxFailedItems, "maxFailedItems");
    requireNonNull(deadline, "deadline");
  }
}
