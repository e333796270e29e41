package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.oip.Tensor;
import java.time.Duration;
import java.util.List;

/** One message between two neighbouring stages. */
sealed interface Frame {

  /**
   * The first of a connection, from the one that calls: who it is and what it believes.
   *
   * @param stage of the caller
   * @param incarnation of the group
   * @param plan the model's digest and the cut; equal only where both have the same of both
   */
  record Hello(int stage, String incarnation, String plan) implements Frame {}

  /**
   * The answer to a right {@link Hello}.
   *
   * @param credit how many micro-batches may be sent at first
   */
  record Welcome(int credit) implements Frame {}

  /** The answer to a wrong {@link Hello}; the connection ends. */
  record Refused(String reason) implements Frame {}

  /** This stage and all after it can compute. */
  record Ready() implements Frame {}

  /** It can't, for the moment, and why. */
  record Busy(String reason) implements Frame {}

  /**
   * A micro-batch to be computed by this stage and those after it.
   *
   * @param left of the time that it may take
   * @param wanted names of the model's outputs; empty for all
   * @param traces that it is of, each as a {@code traceparent} (W3C Trace Context)
   * @param tensors all that is alive before the stage
   */
  record Work(
      long id, Duration left, List<String> wanted, List<String> traces, List<Tensor> tensors)
      implements Frame {
    public Work {
      traces = List.copyOf(traces);
      wanted = List.copyOf(wanted);
      tensors = List.copyOf(tensors);
    }
  }

  /** A micro-batch was taken up: another one may be sent. */
  record Credit(int count) implements Frame {}

  /** A micro-batch is done; the model's outputs. */
  record Done(long id, List<Tensor> tensors) implements Frame {
    public Done {
      tensors = List.copyOf(tensors);
    }
  }

  /** A micro-batch can't be done. */
  record Failed(long id, ErrorCode code, String message) implements Frame {}

  /** Nobody waits for a micro-batch any more; it may be answered or not. */
  record Cancel(long id) implements Frame {}

  /** Nothing else was to be said for a while. */
  record Ping() implements Frame {}
}
