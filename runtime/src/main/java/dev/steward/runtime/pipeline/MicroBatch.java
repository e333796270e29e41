package dev.steward.runtime.pipeline;

import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.TraceContext;
import java.util.List;

/**
 * What goes through the stages as one.
 *
 * @param tensors all that is alive at this place of the model
 * @param wanted names of the model's outputs; empty for all
 * @param cancellation says when nobody waits any more, and how long somebody will
 * @param spans of the requests that it is of; none where nobody is told
 */
record MicroBatch(
    List<Tensor> tensors, List<String> wanted, Cancellation cancellation, List<RequestSpan> spans) {

  MicroBatch {
    tensors = List.copyOf(tensors);
    wanted = List.copyOf(wanted);
    spans = List.copyOf(spans);
  }

  /** The same further on in the model. */
  MicroBatch with(List<Tensor> later) {
    return new MicroBatch(later, wanted, cancellation, spans);
  }

  /** The traces that it is of, for the next stage. */
  List<String> traces() {
    return spans.stream()
        .flatMap(span -> span.handOn().stream())
        .map(TraceContext::traceparent)
        .limit(FrameCodec.MAX_TRACES)
        .toList();
  }
}
