package dev.steward.operator.plan;

import dev.steward.core.model.ModelFacts;
import java.time.Instant;

/**
 * One pod that reads a model's facts.
 *
 * @param key a hash of what it reads, see {@link InspectionKey}
 * @param number which try it is, from 1
 * @param outcome what has come of it
 */
public record InspectionAttempt(String key, int number, Outcome outcome) {

  /** What has come of a try. */
  public sealed interface Outcome {
    /** Nothing yet: it waits for a node, or reads. */
    record Underway() implements Outcome {}

    /** The facts. */
    record Read(ModelFacts facts) implements Outcome {}

    /** It couldn't; its pod says why. */
    record Failed(Instant at) implements Outcome {}

    /** Somebody deletes it before anything came of it. */
    record Leaving() implements Outcome {}
  }
}
