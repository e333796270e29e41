package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a model has computed since its server began, as Triton Inference Server's <a
 * href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_statistics.md">statistics
 * extension</a> has it.
 *
 * @param last when something was last computed
 * @param inferences rows or texts that were computed
 * @param executions runs in which that was done
 * @param success requests that were answered, each from when it was read
 * @param fail requests that were refused, or that nobody waited for any more
 * @param queue how long what was computed had waited
 * @param compute how long it was computed, as each request saw it
 * @param batches the same by the rows of a run, as each run saw it; smallest first
 */
public record ModelStats(
    String model,
    String version,
    Optional<Instant> last,
    long inferences,
    long executions,
    Timed success,
    Timed fail,
    Timed queue,
    Compute compute,
    List<OfBatch> batches) {

  public ModelStats {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(last, "last");
    batches = List.copyOf(batches);
  }

  /**
   * How often, and how long in all.
   *
   * @param nanos of all of them together
   */
  public record Timed(long count, long nanos) {

    /** Nothing yet. */
    public static final Timed NONE = new Timed(0, 0);
  }

  /**
   * The parts of a computation.
   *
   * @param input until the model began
   * @param infer the model's own
   * @param output after it
   */
  public record Compute(Timed input, Timed infer, Timed output) {}

  /**
   * The runs of one size.
   *
   * @param size rows or texts
   */
  public record OfBatch(long size, Compute compute) {}
}
